"""Why a value is doubtful: reason codes (stored with a doubt) and their words for the clerk."""

from desktop.i18n import N_, _

REASONS: dict[str, str] = {
    # resident ID
    "id_damaged": N_("Excel rounded this ID number; its last digits are lost. Take it from the paper document again."),
    "id_wrong_check": N_("The check digit of this ID number does not fit; at least one digit is wrong."),
    "id_wrong_date": N_("The birth date inside this ID number does not exist."),
    "id_future_birth": N_("The birth date inside this ID number lies in the future."),
    "id_wrong_length": N_("An ID number has 18 characters; this one does not."),
    "id_old_form": N_("This is an old ID number of 15 digits; please enter the one of 18 characters."),
    "id_wrong_region": N_("This ID number does not begin with the code of a province."),
    "id_masked": N_("This ID number was made unreadable with signs such as *."),
    "id_wrong_form": N_("This is no resident ID number."),
    # name
    "name_missing": N_("The name is missing."),
    "name_unreadable": N_("The name holds a sign that stands for a lost character."),
    "name_digits": N_("The name holds digits."),
    "name_too_long": N_("The name is longer than 25 characters."),
    "name_remark": N_("The name has a remark in brackets; it was put into the notes."),
    # phone
    "phone_length": N_("This telephone number has too many or too few digits."),
    "phone_damaged": N_("Excel rounded this telephone number; digits are lost."),
    "phone_lost_zero": N_("The leading zero of the area code seems to be lost."),
    "phone_unreadable": N_("This is no telephone number."),
    # dates
    "date_unreadable": N_("This is no date that the program can read."),
    "date_impossible": N_("This day does not exist in the calendar."),
    "date_future": N_("This date lies in the future."),
    "date_too_old": N_("This date lies more than 125 years ago."),
    "date_two_digit_year": N_("The year has two digits only."),
    "date_incomplete": N_("The day or the month is missing."),
    "date_ambiguous": N_("Day and month could be the other way round."),
    "date_number": N_("This date was typed as a number; a final zero may be lost (12.3 or 12.30)."),
    "date_maybe_lunar": N_("It is not said whether this is a lunar date."),
    # address
    "address_missing": N_("The address is missing."),
    "address_unreadable": N_("Building, unit and room cannot be read from this address."),
    "address_incomplete": N_("The building or the room is missing in this address."),
    "address_vague": N_("This address only says roughly where."),
    "address_unknown_building": N_("This building is not in the list of buildings."),
    # words
    "availability_unreadable": N_("Part of these times cannot be read."),
    "yes_no_unreadable": N_("This is neither yes nor no."),
    "number_unreadable": N_("This is no number."),
    "number_range": N_("This number is outside what is possible."),
    "sex_unreadable": N_("This is neither male nor female."),
    "category_unknown": N_("This category is not in the station's list; it would be added."),
    "word_unknown": N_("This word is not in the list of possible ones."),
    # cross-checks
    "file_closed": N_("This elder's care file was closed; the import does not open it again."),
    "birth_differs_from_id": N_("The birth date differs from the one inside the ID number."),
    "sex_differs_from_id": N_("The sex differs from the one inside the ID number."),
    "age_differs": N_("The age does not fit the birth date."),
    "id_used_twice": N_("Two people with different names have this ID number."),
}


def reason_text(code: str) -> str:
    """The reason in the user's language; an unknown code (of a newer version) is shown as it is."""
    return _(REASONS[code]) if code in REASONS else code
