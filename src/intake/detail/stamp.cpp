#include "intake/detail/stamp.h"

#include "base/date.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/limits.h"
#include "package/xml_events.h"

#include <string>

// Stamps and times of files. Times of PDF (`D:20261201093000+08'00'`) and of XML (`2026-12-01T09:30:00Z`) are read
// alike. A stamp may be found in several places; they must agree.
namespace gongwen::intake {
namespace {

constexpr std::size_t kDigits = 14;  // YYYYMMDDHHmmSS
constexpr std::int64_t kHour = 3'600;
constexpr std::int64_t kMinute = 60;

/// Takes digits one group after another, skipping given characters between them.
class Digits {
 public:
  explicit Digits(std::string_view text) : text_(text) {}

  std::string take(std::size_t count, std::string_view between) {
    std::string digits;
    while (digits.size() < count && !text_.empty()) {
      const char c = text_.front();
      if (base::is_ascii_digit(c)) {
        digits += c;
      } else if (between.find(c) == std::string_view::npos) {
        break;
      }
      text_.remove_prefix(1);
    }
    return digits;
  }
  char next() {
    const char c = text_.empty() ? '\0' : text_.front();
    if (!text_.empty()) text_.remove_prefix(1);
    return c;
  }

 private:
  std::string_view text_;
};

/// The offset from UTC in seconds: an optional fraction, then `Z`, `+08'00'` or `+08:00`. Without a zone the time is
/// taken as that of China.
std::int64_t zone_of(Digits& text) {
  char sign = text.next();
  if (sign == '.') {
    text.take(kDigits, {});
    sign = text.next();
  }
  if (sign == 'Z') return 0;
  if (sign != '+' && sign != '-') return base::kChinaTime;
  const std::string digits = text.take(4, "':") + "0000";
  const std::int64_t seconds = std::stoi(digits.substr(0, 2)) * kHour + std::stoi(digits.substr(2, 2)) * kMinute;
  return sign == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<base::Moment> moment_of_file_date(std::string_view text) {
  if (text.starts_with("D:")) text.remove_prefix(2);
  Digits rest(text);
  const std::string d = rest.take(kDigits, "-T: ");
  if (d.size() < kDigits) return std::nullopt;
  const std::string iso = d.substr(0, 4) + "-" + d.substr(4, 2) + "-" + d.substr(6, 2) + "T" + d.substr(8, 2) + ":" +
                          d.substr(10, 2) + ":" + d.substr(12, 2) + "Z";
  const std::optional<base::Moment> moment = base::parse_moment(iso);
  if (!moment) return std::nullopt;
  return *moment - zone_of(rest);
}

std::optional<base::Moment> moment_of_saving(std::string_view made, std::string_view saved) {
  const std::optional<base::Moment> moment = moment_of_file_date(saved);
  // A file that was never saved again has the time of its making, which tells nothing about the applicant.
  return moment && moment != moment_of_file_date(made) ? moment : std::nullopt;
}

namespace {

std::string* member(forms::FormStamp& stamp, std::string_view name) {
  if (name == "kind") return &stamp.kind;
  if (name == "edition") return &stamp.edition;
  if (name == "hash") return &stamp.hash;
  if (name == "texts") return &stamp.texts;
  if (name == "given") return &stamp.given;
  if (name == "receipt") return &stamp.receipt;
  return nullptr;
}

class XmpReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    current_ = property(name);
    if (current_ != nullptr) current_->clear();
    for (const char* const* pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      if (std::string* const value = property(pair[0])) *value = pair[1];
    }
  }
  void end(std::string_view /*name*/) override { current_ = nullptr; }
  void text(std::string_view piece) override {
    if (current_ != nullptr) *current_ += piece;
  }
  forms::FormStamp stamp;

 private:
  std::string* property(std::string_view name) {
    return name.starts_with("gw:") ? member(stamp, package::local_name(name)) : nullptr;
  }
  std::string* current_ = nullptr;
};

}  // namespace

forms::FormStamp read_stamp_json(std::string_view json) {
  const std::optional<base::Json> read = base::parse_json(json);
  if (!read) return {};
  forms::FormStamp stamp;
  for (const std::string_view name : {"kind", "edition", "hash", "texts", "given", "receipt"})
    *member(stamp, name) = read->view().text_of(name);
  return stamp;
}

forms::FormStamp read_stamp_xmp(std::string_view xmp) {
  XmpReader reader;
  if (!package::read_xml(xmp, {IntakeLimits{}.max_depth}, reader)) return std::move(reader.stamp);
  return {};
}

void add_stamp(const forms::FormStamp& found, ReturnedFile& file) {
  if (found.empty()) return;
  if (file.stamp.empty()) {
    file.stamp = found;
  } else if (found.kind == file.stamp.kind) {
    if (file.stamp.texts.empty()) file.stamp.texts = found.texts;
    if (file.stamp.given.empty()) file.stamp.given = found.given;
    if (file.stamp.receipt.empty()) file.stamp.receipt = found.receipt;
  }
  if (found.kind != file.stamp.kind || found.edition != file.stamp.edition) {
    file.report(diagnostics::messages::IntakeStampConflict,
                {file.stamp.kind + " " + file.stamp.edition, found.kind + " " + found.edition});
  }
}

}  // namespace gongwen::intake
