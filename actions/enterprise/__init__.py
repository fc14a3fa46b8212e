"""What enterprises ask for beside services: 惠企政策 that fit them."""
