use Digest::MD5 'md5_hex';
use Digest::SHA 'sha1_hex';
use MIME::Base64;
print md5_hex($ARGV[0]), ' ', sha1_hex('x'), ' ', encode_base64('abc', ''), "\n";
