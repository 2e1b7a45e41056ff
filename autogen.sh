#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes ./configure out of configure.ac: needed in a clone of the repository only, a release has it.
set -e
cd "$(dirname "$0")"
exec autoreconf --install --force
