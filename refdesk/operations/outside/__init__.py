"""`refdesk doctor URL`: what a patron's browser meets on its way to the desk."""
