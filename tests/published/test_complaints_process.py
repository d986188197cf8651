"""Identifiers, keyed pseudonyms and safe cells, held against what standards and manuals print."""

from __future__ import annotations

import pytest

from qmslib._common.errors import CourseError
from qmslib.complaints import (
    harmless,
    is_national_insurance_number,
    is_nhs_number,
    pseudonym,
    redact,
    small_groups,
)


@pytest.mark.published(
    "NHS Data Model and Dictionary (2008 onwards), NHS NUMBER: weights 10 to 2, remainder mod 11; 943 476 5919"
)
@pytest.mark.parametrize("number", ["943 476 5919", "9434765919", "943-476-5919", "401 023 2137", "987 654 3210"])
def test_well_formed_nhs_numbers(number: str) -> None:
    assert is_nhs_number(number)


@pytest.mark.published("Fisher (2011), NHSNumber-Validation: 174543891 has the check digit 2, so …1 is wrong")
def test_check_digit_worked_by_hand() -> None:
    assert is_nhs_number("174 543 8912")
    assert not is_nhs_number("174 543 8911")


@pytest.mark.published("NHS Data Model and Dictionary (2008 onwards), NHS NUMBER: a check digit of 10 is never used")
def test_a_check_digit_of_ten_is_never_right() -> None:
    # 1×10 is 10, so 11 less 10 is 1; 6×2 is 12, so the remainder is 1 and the digit would be 10.
    assert is_nhs_number("1000000001")
    assert not any(is_nhs_number(f"000000006{digit}") for digit in range(10))


@pytest.mark.published("NHS Data Model and Dictionary (2008 onwards), NHS NUMBER: a check digit of 11 is written 0")
def test_a_check_digit_of_eleven_is_nought() -> None:
    # 5×9 + 1×10 = 55, which 11 divides.
    assert is_nhs_number("1500000000")


@pytest.mark.published(
    "HM Revenue and Customs (2024), National Insurance Manual, NIM39110: D F I Q U V not in the prefix"
)
@pytest.mark.parametrize("letter", "DFIQUV")
def test_letters_that_no_national_insurance_number_begins_with(letter: str) -> None:
    assert not is_national_insurance_number(f"{letter}A123456C")
    assert not is_national_insurance_number(f"A{letter}123456C")


@pytest.mark.published(
    "HM Revenue and Customs (2024), National Insurance Manual, NIM39110: O is not the second letter"
)
def test_o_is_never_second() -> None:
    assert not is_national_insurance_number("AO123456C")
    assert is_national_insurance_number("OA123456C")


@pytest.mark.published(
    "HM Revenue and Customs (2024), National Insurance Manual, NIM39110: BG GB KN NK NT TN ZZ not used"
)
@pytest.mark.parametrize("prefix", ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"])
def test_prefixes_that_are_not_used(prefix: str) -> None:
    assert not is_national_insurance_number(f"{prefix} 12 34 56 A")


@pytest.mark.published(
    "HM Revenue and Customs (2024), National Insurance Manual, NIM39110: suffix A to D; QQ 12 34 56 A"
)
def test_suffix_and_the_manual_s_own_example() -> None:
    assert all(is_national_insurance_number(f"AB123456{suffix}") for suffix in "ABCD")
    assert not is_national_insurance_number("AB123456E")
    # The manual's example cannot belong to anybody, but in a letter it must still be redacted.
    assert not is_national_insurance_number("QQ 12 34 56 A")
    assert redact("NI QQ 12 34 56 A").text == "NI [National Insurance number]"


@pytest.mark.published("RFC 4231 (2005), section 4.2, test case 1: HMAC-SHA-256 b0344c61…2e32cff7")
def test_hmac_case_1() -> None:
    made = pseudonym("Hi There", b"\x0b" * 20, length=64, prefix="", fold=False)
    assert made == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"


@pytest.mark.published("RFC 4231 (2005), section 4.7, test case 6: HMAC-SHA-256 with a key longer than a block")
def test_hmac_case_6() -> None:
    said = "Test Using Larger Than Block-Size Key - Hash Key First"
    made = pseudonym(said, b"\xaa" * 131, length=64, prefix="", fold=False)
    assert made == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"


@pytest.mark.published("RFC 4231 (2005), section 4.8, test case 7: HMAC-SHA-256 with long key and long data")
def test_hmac_case_7() -> None:
    said = (
        "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
        "hashed before being used by the HMAC algorithm."
    )
    made = pseudonym(said, b"\xaa" * 131, length=64, prefix="", fold=False)
    assert made == "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"


@pytest.mark.published("RFC 4231 (2005), section 4.3, test case 2: the key Jefe has 4 bytes, too short here")
def test_a_key_of_four_bytes_is_refused() -> None:
    with pytest.raises(CourseError, match="too short"):
        pseudonym("what do ya want for nothing?", "Jefe")


@pytest.mark.published(
    "OWASP documentation, CSV Injection: = + - @, tab (0x09), carriage return (0x0D), line feed (0x0A)"
)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_signs_that_begin_a_formula(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.published("OWASP documentation, ASVS 5.0 (2025), requirement 1.2.10: also the null character")
def test_null_character() -> None:
    assert harmless("\0x") == "'\0x"


@pytest.mark.published("Kettle (2014), Comma Separated Vulnerabilities: =cmd|' /C calc'!A0")
def test_the_first_published_attack() -> None:
    assert harmless("=cmd|' /C calc'!A0").startswith("'=")


@pytest.mark.published(
    "Cabinet Office documentation, Government Data Standards Catalogue: one postcode of each format"
)
@pytest.mark.parametrize("code", ["M1 1AA", "M60 1NW", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB", "GIR 0AA"])
def test_postcodes_of_every_format(code: str) -> None:
    assert redact(f"Lives at {code}.").text == "Lives at [postcode]."
    assert redact(f"lives at {code.lower().replace(' ', '')}").text == "lives at [postcode]"


@pytest.mark.published("Ofcom documentation, telephone numbers for use in TV and radio drama programmes")
@pytest.mark.parametrize(
    "number",
    [
        "020 7946 0123",
        "0161 496 0123",
        "0113 496 0999",
        "029 2018 0123",
        "01632 960123",
        "07700 900123",
        "0808 157 0123",
    ],
)
def test_numbers_that_belong_to_nobody(number: str) -> None:
    assert redact(f"Ring {number}, please.").text == "Ring [phone], please."


@pytest.mark.published("Sweeney (2002), k-anonymity, figure 2: the table is 2-anonymous by race, birth, gender, ZIP")
def test_k_anonymity_of_the_example_table() -> None:
    rows = [
        ("Black", "1965", "m", "0214*"), ("Black", "1965", "m", "0214*"), ("Black", "1965", "f", "0213*"),
        ("Black", "1965", "f", "0213*"), ("Black", "1964", "f", "0213*"), ("Black", "1964", "f", "0213*"),
        ("White", "1964", "m", "0213*"), ("White", "1964", "m", "0213*"), ("White", "1964", "m", "0213*"),
        ("White", "1967", "m", "0213*"), ("White", "1967", "m", "0213*"),
    ]  # fmt: skip
    table = [dict(zip(("race", "birth", "gender", "zip"), row, strict=True)) for row in rows]
    found = small_groups(table, ["race", "birth", "gender", "zip"], k=2)
    assert (found.smallest, found.small) == (2, 0)
