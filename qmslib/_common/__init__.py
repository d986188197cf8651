"""What every floor may use: errors that speak to a person, and safe file handling."""
