// Formats: what a text has to look like, by the names that schemas use: those of JSON Schema and
// our own for the papers of the secretariat.
//   find_format("plan-number")            // Format::PlanNumber
//   matches_format(Format::Date, "2024-02-30")   // false: there is no such day
#pragma once

#include "diagnostics/catalogue.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gongwen::schema {

enum class Format : std::uint8_t {
  Date,
  Time,
  DateTime,
  Month,
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
};

struct FormatDescription {
  std::string_view name;             // as schemas write it
  diagnostics::BilingualText title;  // with its article in English: `a date`
  std::string_view example;
};

const FormatDescription& describe_format(Format format);

/// Nothing for a name that is not known here.
std::optional<Format> find_format(std::string_view name);

/// All names, in the order of the enumeration.
std::span<const std::string_view> format_names();

/// Whether a text in valid UTF-8 has the format.
bool matches_format(Format format, std::string_view text);

}  // namespace gongwen::schema
