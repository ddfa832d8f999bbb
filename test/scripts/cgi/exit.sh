#!/bin/sh
# As exit.cjs, for comparison: what does the server make of it?
exit 3
