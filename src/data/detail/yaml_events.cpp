// Turns yaml-cpp's events into our own, with byte offsets, and resolves the types of scalars. The only user of
// yaml-cpp.

#include "data/detail/yaml_events.h"

#include "base/utf8.h"
#include "data/decode_text.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/data.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace gongwen::data {
namespace {

/// `true`, `True` and `TRUE`, but not `tRUE`.
bool is_word(std::string_view text, std::string_view lower) {
  if (!base::equals_ignoring_ascii_case(text, lower)) return false;
  const std::string_view rest = text.substr(1);
  const bool all_lower = rest == lower.substr(1);
  return all_lower || std::none_of(text.begin(), text.end(), base::is_ascii_lower);
}

std::optional<std::int64_t> parse_whole(std::string_view digits, int base) {
  std::int64_t value = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value, base);
  if (digits.empty() || digits.front() == '-' || error != std::errc() || end != last) return std::nullopt;
  return value;
}

/// The parts of `-12.5e3`; any part may be empty.
struct NumberParts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::string_view exponent;
  bool has_point = false;
  bool has_exponent = false;
};

std::string_view take_scalar_digits(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const std::string_view digits = rest.substr(0, end);
  rest.remove_prefix(end);
  return digits;
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
std::optional<NumberParts> split_number(std::string_view text) {
  NumberParts parts;
  parts.negative = text.starts_with('-');
  if (parts.negative || text.starts_with('+')) text.remove_prefix(1);
  parts.whole = take_scalar_digits(text);
  parts.has_point = text.starts_with('.');
  if (parts.has_point) {
    text.remove_prefix(1);
    parts.fraction = take_scalar_digits(text);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  parts.has_exponent = !text.empty() && base::to_ascii_lower(text.front()) == 'e';
  if (parts.has_exponent) {
    const std::string_view from_sign = text.substr(1);
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (take_scalar_digits(text).empty()) return std::nullopt;
    parts.exponent = from_sign.substr(0, from_sign.size() - text.size());
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

/// By the rules of YAML `007` is an integer, but the author means a code, so it stays a text with its zeros.
YamlScalar resolve_number(const NumberParts& parts) {
  if (parts.whole.size() > 1 && parts.whole.front() == '0') return YamlText{};
  std::string text = parts.negative ? "-" : "";
  text.append(parts.whole.empty() ? "0" : parts.whole);
  const bool whole = !parts.has_point && !parts.has_exponent;
  std::int64_t value = 0;
  const char* const last = text.data() + text.size();
  if (whole && std::from_chars(text.data(), last, value).ec == std::errc()) return value;
  if (!parts.fraction.empty()) text.append(".").append(parts.fraction);
  if (parts.has_exponent) text.append("e").append(parts.exponent);
  return YamlDecimal{std::move(text)};
}

bool is_yaml_infinity_or_nan(std::string_view text) {
  if (is_word(text.substr(std::min<std::size_t>(1, text.size())), "nan") && text.starts_with('.')) return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text.starts_with('.') && is_word(text.substr(1), "inf");
}

}  // namespace

YamlScalar resolve_yaml_scalar(std::string_view text) {
  if (text.empty() || text == "~" || is_word(text, "null")) return YamlNull{};
  if (is_word(text, "true")) return true;
  if (is_word(text, "false")) return false;
  if (text.starts_with("0o")) {
    if (const auto value = parse_whole(text.substr(2), 8)) return *value;
  }
  if (text.starts_with("0x")) {
    if (const auto value = parse_whole(text.substr(2), 16)) return *value;
  }
  if (const auto number = split_number(text)) return resolve_number(*number);
  if (is_yaml_infinity_or_nan(text)) return YamlNotANumber{};
  return YamlText{};
}

namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kYamlByteOrderMark = "\xEF\xBB\xBF";

struct TooManyEvents {};

class Recorder final : public YAML::EventHandler {
 public:
  Recorder(std::uint32_t skipped, std::size_t max_events, std::vector<YamlEvent>& events,
           const diagnostics::DiagnosticSink& sink)
      : skipped_(skipped), max_events_(max_events), events_(events), sink_(sink) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override { add({YamlEventKind::EndDocument}); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add({YamlEventKind::Null, at(mark), anchor}); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add({YamlEventKind::Alias, at(mark), anchor});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    // The library gives plain scalars the tag "?", quoted ones "!".
    const YamlEventKind kind = tag == "?" ? YamlEventKind::Plain : YamlEventKind::Quoted;
    add({kind, at(mark), anchor, value, own_tag(tag)});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    add({YamlEventKind::BeginSequence, at(mark), anchor, {}, own_tag(tag)});
  }
  void OnSequenceEnd() override { add({YamlEventKind::EndSequence}); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    add({YamlEventKind::BeginMap, at(mark), anchor, {}, own_tag(tag)});
  }
  void OnMapEnd() override { add({YamlEventKind::EndMap}); }

 private:
  std::uint32_t at(const YAML::Mark& mark) const { return static_cast<std::uint32_t>(mark.pos) + skipped_; }
  static std::string own_tag(const std::string& tag) { return tag == "?" || tag == "!" ? std::string() : tag; }
  void add(YamlEvent event) {
    sink_.go_on();
    if (events_.size() >= max_events_) throw TooManyEvents();
    events_.push_back(std::move(event));
  }

  std::uint32_t skipped_;
  std::size_t max_events_;
  std::vector<YamlEvent>& events_;
  const diagnostics::DiagnosticSink& sink_;
};

/// Translations of the library's most frequent messages.
constexpr diagnostics::BilingualText kTranslations[] = {
    texts::DataYamlIllegalMapValue,       texts::DataYamlIllegalMapKey,
    texts::DataYamlIllegalBlockEntry,     texts::DataYamlIllegalFlowEnd,
    texts::DataYamlEndOfMapNotFound,      texts::DataYamlEndOfMapFlowNotFound,
    texts::DataYamlEndOfSequenceNotFound, texts::DataYamlEndOfSequenceFlowNotFound,
    texts::DataYamlIllegalEofInScalar,    texts::DataYamlUnknownToken,
    texts::DataYamlUndefinedAnchor,
};

std::string_view chinese_for(std::string_view english) {
  const auto found = std::find_if(std::begin(kTranslations), std::end(kTranslations),
                                  [english](const diagnostics::BilingualText& t) { return t.english == english; });
  return found == std::end(kTranslations) ? english : found->chinese;
}

}  // namespace

YamlEvents read_yaml_events(diagnostics::SourceId source, std::string_view text, std::size_t max_events,
                            diagnostics::DiagnosticSink& sink) {
  YamlEvents result;
  // The library does not count the byte order mark.
  const std::uint32_t skipped = text.starts_with(kYamlByteOrderMark) ? kYamlByteOrderMark.size() : 0;
  const auto origin = [&](int position) {
    const auto end = static_cast<std::uint32_t>(text.size());
    const auto offset = static_cast<std::uint32_t>(std::max(position, 0)) + skipped;
    const std::uint32_t begin = std::min(offset, end);
    return diagnostics::Origin{{source, begin, std::min(begin + 1, end)}, {}};
  };
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Recorder recorder(skipped, max_events, result.events, sink);
    while (parser.HandleNextDocument(recorder)) {
    }
    result.complete = true;
  } catch (const TooManyEvents&) {
    sink.report(messages::DataTooManyValues, origin(0), max_events);
  } catch (const YAML::DeepRecursion& error) {
    sink.report(messages::DataTooDeep, origin(error.mark.pos), error.depth());
  } catch (const YAML::Exception& error) {
    const auto offset = static_cast<std::size_t>(std::max(error.mark.pos, 0)) + skipped;
    if (report_yaml_slips(source, text, offset, sink)) return result;
    sink.report(messages::DataYamlSyntax, origin(error.mark.pos), chinese_for(error.msg), error.msg);
  }
  return result;
}

}  // namespace gongwen::data
