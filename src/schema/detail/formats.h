// Formats of strings by their names in schemas, and the check of each.
#pragma once

#include "diagnostics/catalogue.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gongwen::schema {

// Numbers and codes in the documents of a standards secretariat.

/// A mobile, landline or service number of mainland China, or a foreign number with its country code: +49 30 …
bool is_phone_cn(std::string_view text);
/// Plan number of a national standard: `20240123-T-469` (year, serial number, nature, department).
bool is_plan_number(std::string_view text);
/// Reference of an ISO or IEC document: `ISO/IEC 27001:2022`, `ISO/NP 24583`; see written_values.h.
bool is_iso_reference(std::string_view text);
/// Number of a national standard: `GB/T 9704-2012`.
bool is_gb_number(std::string_view text);
/// Number of an official document: `网安字〔2024〕5号`. Source: GB/T 9704-2012 7.2.5.
bool is_doc_number(std::string_view text);
/// Number of an announcement of national standards: `2024年第1号`.
bool is_announcement_number(std::string_view text);
/// Six digits; the first two identify a province.
bool is_postal_code(std::string_view text);
/// Citizen identification number: 18 characters with date of birth and check character. Source: GB 11643-1999.
bool is_id_card(std::string_view text);
/// Unified social credit code of an organisation: 18 characters with a check character. Source: GB 32100-2015.
bool is_credit_code(std::string_view text);

// Names and addresses of the Internet.

bool is_hostname(std::string_view text);  // RFC 1123 section 2.1: letters, digits and hyphens
bool is_ipv4(std::string_view text);      // RFC 2673 section 3.2: four numbers without leading zeros
bool is_ipv6(std::string_view text);      // RFC 4291 section 2.2
bool is_email(std::string_view text);     // RFC 5321 section 4.1.2 with the lengths of 4.5.3.1; ASCII only
bool is_uuid(std::string_view text);      // RFC 4122 section 3

// Dates and times of RFC 3339, and months such as `2024-02`.

bool is_date(std::string_view text);       // 2024-02-29; must exist
bool is_time(std::string_view text);       // 09:30:00+08:00
bool is_date_time(std::string_view text);  // 2024-02-29T09:30:00Z
bool is_month(std::string_view text);      // 2024-02
bool is_duration(std::string_view text);   // P1Y2M3DT4H; RFC 3339 appendix A

// Formats: the required form of a string, by its name in schemas: those of JSON Schema, and our own for the documents
// of the secretariat.
//   find_format("plan-number")            // Format::PlanNumber
//   matches_format(Format::Date, "2024-02-30")   // false: the day does not exist

enum class Format : std::uint8_t {
  Date,
  Time,
  DateTime,
  Month,
  IssueMonth,  // of a periodical: 2024-02, or 2024-02.2 for an extra issue
  Duration,
  Email,
  Uri,
  UriReference,
  Hostname,
  Ipv4,
  Ipv6,
  Uuid,
  JsonPointer,
  Regex,
  PhoneCn,
  PlanNumber,
  IsoReference,
  GbNumber,
  DocNumber,
  AnnouncementNumber,
  PostalCode,
  IdCard,
  CreditCode,
};

struct FormatDescription {
  std::string_view name;             // as in schemas
  diagnostics::BilingualText title;  // in English with its article: `a date`
  std::string_view example;
};

const FormatDescription& describe_format(Format format);

/// Nullopt if the name is unknown.
std::optional<Format> find_format(std::string_view name);

/// All names, in the order of the enumeration.
std::span<const std::string_view> format_names();

/// Whether a text, in valid UTF-8, has the format.
bool matches_format(Format format, std::string_view text);

}  // namespace gongwen::schema
