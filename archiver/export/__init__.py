"""Articles out of the archive, into files other programs read: one file here per format."""
