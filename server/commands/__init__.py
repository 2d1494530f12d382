"""The commands of the command line, one module for each thing that one does with it."""
