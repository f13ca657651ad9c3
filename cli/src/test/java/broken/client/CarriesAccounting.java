package broken.client;

/** Breaks the rule on what apps carry. */
class CarriesAccounting {
    broken.privacy.accounting.Accountant accountant = new broken.privacy.accounting.Accountant();
}
