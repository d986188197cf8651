"""What learners see and use in a page: forms, practice items, documents. Sources and how they are joined."""
