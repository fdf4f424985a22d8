"""Words for refusals about accounts."""

from flask_babel import LazyString, lazy_gettext

_CONTACT: dict[str, LazyString] = {
    "phone": lazy_gettext(
        "This is no phone number. Please type it with its area code, such as 138 0013 8000."
    ),
    "email": lazy_gettext("This is no e-mail address. It looks like name@example.com."),
}
_PASSWORD: dict[str, LazyString] = {
    "too_short": lazy_gettext("At least %(least)s characters, please."),
    "too_long": lazy_gettext("At most %(most)s characters, please."),
    "common": lazy_gettext("Many people use this password, or one like it. Please think of another one."),
    "like_login": lazy_gettext("Your name, phone number or e-mail address is too easily guessed."),
}
_ACCOUNT: dict[str, LazyString] = {
    "consent": lazy_gettext("Without your agreement we may not keep your data."),
    "grid": lazy_gettext("Please choose one of the entries offered."),
    "wrong_password": lazy_gettext("This is not your present password."),
    "password_needed": lazy_gettext("To change your phone number or e-mail address, type your password too."),
    "password_to_delete": lazy_gettext("Type your password, so that nobody else can delete your account."),
    "unreachable": lazy_gettext("Please leave a phone number or an e-mail address."),
    "contact_taken": lazy_gettext("Another account uses this already."),
    "hours": lazy_gettext("Between 0 and %(most)s, please."),
    "shifts": lazy_gettext("Between 1 and %(most)s, please."),
    "reset_link": lazy_gettext("This link has been used, or is too old. Please ask for a new one."),
}

WORDS: dict[str, LazyString] = {
    **{f"contact.{code}": text for code, text in _CONTACT.items()},
    **{f"password.{code}": text for code, text in _PASSWORD.items()},
    **{f"account.{code}": text for code, text in _ACCOUNT.items()},
    "consent.withdrawn_already": lazy_gettext("You have withdrawn your consent already; your account rests."),
}
