"""Prepares the faces of gongwen from the fonts that Debian ships.

The manifest (fonts/manifest.json) says which file becomes which face and what
is done to it; this package does it.  Where to start reading: build.py.
"""
