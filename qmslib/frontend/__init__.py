"""What learners see and use in a page: forms, practice questions, documents. Sources and how they are joined."""
