"""The body: one walk makes blocks, features and two small nets score them, a written policy renders them."""
