#include "pdf_sign/detail/signature_value.h"

#include "base/assert.h"
#include "base/calendar.h"
#include "base/format.h"
#include "sign/digest.h"

#include <algorithm>

namespace gongwen::pdf_sign {
namespace {

constexpr std::string_view kSignatureHead = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached";
constexpr std::string_view kTimeStampHead = "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161";
/// All ten digits of each number, so that none of them moves the rest.
constexpr std::string_view kOpenRange = "/ByteRange[0 0000000000 0000000000 0000000000]";
constexpr std::string_view kContents = "/Contents";
constexpr std::int64_t kChinaOffset = std::int64_t{8} * 60 * 60;

std::string_view head_of(ValueKind kind) { return kind == ValueKind::Signature ? kSignatureHead : kTimeStampHead; }

}  // namespace

std::string signature_value(ValueKind kind, std::size_t room, std::string_view entries) {
  std::string value(head_of(kind));
  value.append(kOpenRange).append(kContents).append("<").append(room * 2, '0').append(">");
  return value.append(entries).append(">>");
}

SignedRange set_byte_range(std::string& file, std::uint64_t body, ValueKind kind, std::size_t room) {
  const std::uint64_t range_at = body + head_of(kind).size();
  SignedRange range;
  range.before = range_at + kOpenRange.size() + kContents.size();
  range.after = range.before + room * 2 + 2;
  range.end = file.size();
  GONGWEN_ASSERT(file[range.before] == '<' && file[range.after - 1] == '>');
  const std::string numbers =
      fmt::format("/ByteRange[0 {:010} {:010} {:010}]", range.before, range.after, range.end - range.after);
  file.replace(range_at, kOpenRange.size(), numbers);
  return range;
}

void set_contents(std::string& file, const SignedRange& range, std::string_view der) {
  GONGWEN_ASSERT(der.size() * 2 + 2 <= range.after - range.before);
  std::string hex;
  pdf::append_hex(hex, der);
  std::copy(hex.begin() + 1, hex.end() - 1, file.begin() + static_cast<std::ptrdiff_t>(range.before) + 1);
}

std::optional<std::string> range_digest(std::string_view file, const SignedRange& range, std::string_view algorithm) {
  std::optional<sign::Digester> digester = sign::Digester::start(algorithm);
  if (!digester) return std::nullopt;
  digester->add(file.substr(0, range.before));
  digester->add(file.substr(range.after, range.end - range.after));
  return digester->end();
}

std::string signing_time(std::int64_t unix_seconds) {
  std::string digits;
  for (const char c : base::format_moment(unix_seconds + kChinaOffset)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "D:" + digits + "+08'00'";
}

}  // namespace gongwen::pdf_sign
