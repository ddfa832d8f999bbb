/** Variables of the environment that concern a backend, and not only a run. */

/**
 * Variables that a runtime or its libraries read once, when they start. They are part of the group
 * key, so that two settings never share a backend, and the only ones a backend is started with.
 */
export const startVariables = [
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_ENV',
  'NODE_EXTRA_CA_CERTS',
  'NODE_DEBUG',
  'NODE_DEBUG_NATIVE',
  'NODE_ICU_DATA',
  'NODE_NO_WARNINGS',
  'NODE_PENDING_DEPRECATION',
  'NODE_PRESERVE_SYMLINKS',
  'NODE_REDIRECT_WARNINGS',
  'NODE_USE_ENV_PROXY',
  'NODE_USE_SYSTEM_CA',
  'NODE_V8_COVERAGE',
  'NODE_COMPILE_CACHE',
  'FORCE_COLOR',
  'NO_COLOR',
  'NODE_DISABLE_COLORS',
  'TERM',
  'COLORTERM',
  'TERM_PROGRAM',
  'TERM_PROGRAM_VERSION',
  'TEAMCITY_VERSION',
  'DEBUG',
  'CI',
  'TZ',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_COLLATE',
  'LC_CTYPE',
  'LC_MESSAGES',
  'LC_MONETARY',
  'LC_NUMERIC',
  'LC_TIME',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'OPENSSL_CONF',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'UV_THREADPOOL_SIZE',
  'PERL5LIB',
  'PERLLIB',
  'PERL5OPT',
  'PERL_UNICODE',
  'PERLIO',
  'PERL_HASH_SEED',
  'PERL_PERTURB_KEYS',
] as const;

/** Passed to a backend, so that it finds its interpreter, but no part of the group key. */
export const passedVariables = ['PATH', 'HOME'] as const;
