"""What is asked, where and under which clearance, for those who answer for it; pausing a line, and trying it."""
