package broken.privacy.accounting;

/** What no app carries. */
public class Accountant {}
