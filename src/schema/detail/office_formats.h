// Numbers and codes of the papers of a standards secretariat.
#pragma once

#include <string_view>

namespace gongwen::schema {

/// A mobile, landline or service number of mainland China, also with +86, or a number abroad with its country: +49 30 …
bool is_phone_cn(std::string_view text);
/// Plan number of a national standard: `20240123-T-469` (year, serial number, nature, department).
bool is_plan_number(std::string_view text);
/// Reference of an ISO or IEC document: `ISO/IEC 27001:2022`, `ISO/NP 24583`; see iso_reference.h.
bool is_iso_reference(std::string_view text);
/// Number of a national standard: `GB/T 9704-2012`.
bool is_gb_number(std::string_view text);
/// Number of an official document: `网安字〔2024〕5号`. Source: GB/T 9704-2012 7.2.5.
bool is_doc_number(std::string_view text);
/// Number of an announcement of national standards: `2024年第1号`.
bool is_announcement_number(std::string_view text);
/// Six digits; the first two name a province.
bool is_postal_code(std::string_view text);
/// Citizen's number of 18 places with its date of birth and check character. Source: GB 11643-1999.
bool is_id_card(std::string_view text);

}  // namespace gongwen::schema
