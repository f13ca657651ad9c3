package broken.learning;

/** A name that says nothing. */
class DataManager {}
