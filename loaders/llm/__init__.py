"""Reading reports by a language model that the user has, and believing nothing that it says."""
