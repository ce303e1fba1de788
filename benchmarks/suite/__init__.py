"""Every benchmark has a parameter lib, so that tensorlab stands beside its peers."""
