"""One HTML file that reads digits: sheet, network and figures, with nothing to install and nothing to fetch."""
