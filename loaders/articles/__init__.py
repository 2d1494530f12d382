"""Articles: from what is named on the command line to text reports, one module for each kind of input."""
