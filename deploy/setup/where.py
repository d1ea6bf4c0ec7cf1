"""Prints the cache folder, for the Makefile."""

import os

import layout

print(layout.cache_folder(os.environ, os.geteuid()))
