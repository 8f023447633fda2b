"""The body: one walk makes blocks, a committee of small nets scores them, a written policy renders them."""
