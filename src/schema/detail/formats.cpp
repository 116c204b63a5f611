#include "schema/detail/formats.h"

#include "base/json_pointer.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/ecma_pattern.h"
#include "schema/detail/uri.h"

#include <algorithm>
#include <array>

namespace gongwen::schema {
namespace {

// In the order of the enumeration.
constexpr std::array kFormats = {
    FormatDescription{"date", texts::SchemaFormatDate, "2024-02-04"},
    FormatDescription{"time", texts::SchemaFormatTime, "09:30:00+08:00"},
    FormatDescription{"date-time", texts::SchemaFormatDateTime, "2024-02-04T09:30:00+08:00"},
    FormatDescription{"month", texts::SchemaFormatMonth, "2024-02"},
    FormatDescription{"duration", texts::SchemaFormatDuration, "P1Y6M"},
    FormatDescription{"email", texts::SchemaFormatEmail, "name@example.cn"},
    FormatDescription{"uri", texts::SchemaFormatUri, "https://www.example.cn/"},
    FormatDescription{"uri-reference", texts::SchemaFormatUriReference, "/path#part"},
    FormatDescription{"hostname", texts::SchemaFormatHostname, "www.example.cn"},
    FormatDescription{"ipv4", texts::SchemaFormatIpv4, "192.0.2.1"},
    FormatDescription{"ipv6", texts::SchemaFormatIpv6, "2001:db8::1"},
    FormatDescription{"uuid", texts::SchemaFormatUuid, "2eb8aa08-aa98-11ea-b4aa-73b441d16380"},
    FormatDescription{"json-pointer", texts::SchemaFormatJsonPointer, "/items/0/title"},
    FormatDescription{"regex", texts::SchemaFormatRegex, "^[0-9]+$"},
    FormatDescription{"phone-cn", texts::SchemaFormatPhoneCn, "010-64102222"},
    FormatDescription{"plan-number", texts::SchemaFormatPlanNumber, "20240123-T-469"},
    FormatDescription{"iso-reference", texts::SchemaFormatIsoReference, "ISO/IEC 27001:2022"},
    FormatDescription{"gb-number", texts::SchemaFormatGbNumber, "GB/T 9704-2012"},
    FormatDescription{"doc-number", texts::SchemaFormatDocNumber, "网安字〔2024〕5号"},
    FormatDescription{"announcement-number", texts::SchemaFormatAnnouncementNumber, "2024年第1号"},
    FormatDescription{"postal-code", texts::SchemaFormatPostalCode, "100007"},
    FormatDescription{"id-card", texts::SchemaFormatIdCard, "11010519491231002X"},
};
static_assert(kFormats.size() == static_cast<std::size_t>(Format::IdCard) + 1);

constexpr auto kFormatNames = [] {
  std::array<std::string_view, kFormats.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kFormats[i].name;
  return names;
}();

}  // namespace

const FormatDescription& describe_format(Format format) { return kFormats[static_cast<std::size_t>(format)]; }

std::optional<Format> find_format(std::string_view name) {
  const auto found = std::find(kFormatNames.begin(), kFormatNames.end(), name);
  if (found == kFormatNames.end()) return std::nullopt;
  return static_cast<Format>(found - kFormatNames.begin());
}

std::span<const std::string_view> format_names() { return kFormatNames; }

bool matches_format(Format format, std::string_view text) {
  switch (format) {
    case Format::Date: return is_date(text);
    case Format::Time: return is_time(text);
    case Format::DateTime: return is_date_time(text);
    case Format::Month: return is_month(text);
    case Format::Duration: return is_duration(text);
    case Format::Email: return is_email(text);
    case Format::Uri: return is_uri(text);
    case Format::UriReference: return is_uri_reference(text);
    case Format::Hostname: return is_hostname(text);
    case Format::Ipv4: return is_ipv4(text);
    case Format::Ipv6: return is_ipv6(text);
    case Format::Uuid: return is_uuid(text);
    case Format::JsonPointer: return base::parse_json_pointer(text).has_value();
    case Format::Regex: return translate_ecma_pattern(text).has_value();
    case Format::PhoneCn: return is_phone_cn(text);
    case Format::PlanNumber: return is_plan_number(text);
    case Format::IsoReference: return is_iso_reference(text);
    case Format::GbNumber: return is_gb_number(text);
    case Format::DocNumber: return is_doc_number(text);
    case Format::AnnouncementNumber: return is_announcement_number(text);
    case Format::PostalCode: return is_postal_code(text);
    case Format::IdCard: return is_id_card(text);
  }
  return false;
}

}  // namespace gongwen::schema
