// The only user of nlohmann's parser for data: it finds the tokens, we find their places and build the document.
#include "base/ascii.h"
#include "data/detail/json_errors.h"
#include "data/detail/json_slips.h"
#include "data/document_builder.h"
#include "data/readers.h"
#include "diagnostics/catalogue/data.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

namespace gongwen::data {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

enum class JsonForm : std::uint8_t { OneValue, Lines };

/// The usual maximum for a text of this length. Room that stays unused costs addresses, but no memory; a large text
/// first has to show that it needs it.
std::size_t estimate_values(std::string_view text) {
  constexpr std::size_t kBytesPerValue = 6;
  constexpr std::size_t kMaxExpected = std::size_t{1} << 20;
  return std::min(text.size() / kBytesPerValue + 1, kMaxExpected);
}

/// An input iterator that shares its position, so that the handler of an event knows where the parser is.
class SharedCursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  explicit SharedCursor(const char*& at) : at_(&at) {}
  const char& operator*() const { return **at_; }
  SharedCursor& operator++() {
    ++*at_;
    return *this;
  }
  friend bool operator!=(const SharedCursor& a, const SharedCursor& b) { return *a.at_ != *b.at_; }

 private:
  const char** at_;
};

/// Takes the events of nlohmann's parser, which does not recurse. Knows the end of the last token, and finds the start
/// of the next one after white space and a separator.
class JsonReader {
 public:
  /// `text` is what messages show and the document keeps; `mended`, of the same length, is what is parsed.
  JsonReader(diagnostics::SourceId source, std::string_view text, std::string_view mended,
             std::span<const JsonSlip> slips, const JsonLimits& limits, diagnostics::DiagnosticSink& sink)
      : source_(source),
        text_(text),
        mended_(mended),
        slips_(slips),
        limits_(limits),
        sink_(sink),
        builder_(source),
        // U+0000 is nowhere allowed, but ends the text for the parser.
        stop_(mended.data() + std::min(mended.find('\0'), mended.size())) {
    builder_.expect(estimate_values(text));
  }

  base::Expected<Document> read(JsonForm form) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (mended_.starts_with(kByteOrderMark)) begin_ = end_ = kByteOrderMark.size();
    if (form == JsonForm::Lines ? read_lines() : parse_value()) {
      if (skip_space(end_) < mended_.size()) report_error();
      report_slips(mended_.size());
    }
    failed_ |= !check_names(builder_, sink_);
    if (failed_) return base::kReported;
    return std::move(builder_).finish();
  }

  // What the parser calls; each returns whether to continue.

  bool null() {
    begin_token();
    builder_.null(begin_, end_);
    return added();
  }
  bool boolean(bool value) {
    begin_token();
    builder_.boolean(value, begin_, end_);
    return added();
  }
  bool number_integer(std::int64_t value) {
    begin_integer();
    builder_.integer(value, begin_, end_);
    return added();
  }
  bool number_unsigned(std::uint64_t value) {
    if (value <= INT64_MAX) return number_integer(static_cast<std::int64_t>(value));
    begin_integer();
    return add_decimal();
  }
  /// Integers beyond 64 bits among them. Of the digits only their number counts: the point is that of the locale.
  bool number_float(double, const std::string& digits) {
    begin_token(begin_of_token() + digits.size());
    return add_decimal();
  }

  bool string(const std::string& decoded) {
    begin_token();
    if (const auto written = text_if_plain(decoded.size())) {
      builder_.string_outliving(*written, begin_, end_);
    } else {
      check_nul(decoded);
      builder_.string(decoded, begin_, end_);
    }
    return added();
  }
  bool key(const std::string& decoded) {
    begin_token();
    if (const auto written = text_if_plain(decoded.size())) {
      builder_.key_outliving(*written, begin_, end_);
    } else {
      check_nul(decoded);
      builder_.key(decoded, begin_, end_);
    }
    after_ = After::Name;
    return true;
  }
  bool binary(const nlohmann::json::binary_t&) { return false; }

  bool start_object(std::size_t) { return open(ValueType::Object); }
  bool start_array(std::size_t) { return open(ValueType::Array); }
  bool end_object() {
    close();
    builder_.end_object(end_);
    return true;
  }
  bool end_array() {
    close();
    builder_.end_array(end_);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) {
    constexpr int kNumberOverflow = 406;
    report_error(error.id == kNumberOverflow);
    return false;
  }

 private:
  /// What the last token was.
  enum class After : std::uint8_t { Nothing, OpeningBracket, Name, Value };

  static bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  std::size_t skip_space(std::size_t offset) const {
    while (offset < mended_.size() && is_json_space(mended_[offset])) ++offset;
    return offset;
  }
  bool has_at(std::size_t offset, char c) const { return offset < mended_.size() && mended_[offset] == c; }

  diagnostics::Origin at(std::size_t begin, std::size_t end) const {
    return {{source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, {}};
  }

  /// Reports at the current token; the document is lost, the reading may continue.
  template <typename... Arguments>
  void fail(DiagnosticId id, const Arguments&... arguments) {
    failed_ = true;
    sink_.report(id, at(begin_, end_), arguments...);
  }

  bool read_lines();
  bool parse_value();

  /// The parser has just read the last character of a token.
  void begin_token() { begin_token(static_cast<std::size_t>(at_ - mended_.data())); }
  void begin_token(std::size_t end) {
    begin_ = static_cast<std::uint32_t>(begin_of_token());
    end_ = static_cast<std::uint32_t>(end);
    if (!slips_.empty()) report_slips(end);
  }
  std::size_t begin_of_token() const {
    const std::size_t next = skip_space(end_);
    const bool separated =
        (after_ == After::Name && has_at(next, ':')) || (after_ == After::Value && has_at(next, ','));
    return separated ? skip_space(next + 1) : next;
  }
  /// The parser has looked at the character after a number, if there is one. Each zero in front is a separate number.
  void begin_integer() {
    std::size_t end = begin_of_token();
    end += has_at(end, '-');
    if (has_at(end, '0')) return begin_token(end + 1);
    while (end < mended_.size() && base::is_ascii_digit(mended_[end])) ++end;
    begin_token(end);
  }

  bool add_decimal() {
    const std::string_view written = text_.substr(begin_, end_ - begin_);
    failed_ |= !check_number(written, at(begin_, end_), limits_, sink_);
    builder_.decimal(written, begin_, end_);
    return added();
  }

  bool open(ValueType type);
  void close();
  bool added(After what = After::Value);

  /// The current string as it is in the source, if it has no escapes: each escape is longer than its meaning.
  std::optional<std::string_view> text_if_plain(std::size_t decoded_length) const {
    if (decoded_length + 2 != end_ - begin_) return std::nullopt;
    return text_.substr(begin_ + 1, decoded_length);
  }
  /// The slips know the place.
  void check_nul(std::string_view decoded) {
    failed_ |= limits_.nul_characters == NulCharacters::Refuse && decoded.find('\0') != std::string_view::npos;
  }

  /// Reports the slips before this place that have not been reported.
  void report_slips(std::size_t end);
  /// Reports why the parser stopped.
  void report_error(bool number_overflow = false);

  diagnostics::SourceId source_;
  std::string_view text_;
  std::string_view mended_;
  std::span<const JsonSlip> slips_;
  const JsonLimits& limits_;
  diagnostics::DiagnosticSink& sink_;
  DocumentBuilder builder_;
  const char* at_ = nullptr;  // what the parser reads next
  const char* stop_;
  std::uint32_t begin_ = 0;  // the last token
  std::uint32_t end_ = 0;
  After after_ = After::Nothing;
  bool failed_ = false;
};

bool JsonReader::parse_value() {
  constexpr char kFirstOfByteOrderMark = '\xEF';
  at_ = mended_.data() + end_;
  // The parser skips a byte order mark, which only the text as a whole may have; no value starts with this byte.
  if (has_at(end_, kFirstOfByteOrderMark)) {
    report_error();
    return false;
  }
  constexpr bool kMoreMayFollow = false;
  const bool finished = nlohmann::json::sax_parse(SharedCursor(at_), SharedCursor(stop_), this,
                                                  nlohmann::json::input_format_t::json, kMoreMayFollow);
  failed_ |= !finished;
  return finished;
}

/// Each value is an item of one array. Stops at the first that is not JSON.
bool JsonReader::read_lines() {
  builder_.begin_array(end_);
  for (std::size_t next = skip_space(end_); next < mended_.size(); next = skip_space(end_)) {
    begin_ = end_ = static_cast<std::uint32_t>(next);
    after_ = After::Nothing;
    if (!parse_value()) return false;
  }
  if (!failed_) builder_.end_array(end_);
  return true;
}

bool JsonReader::open(ValueType type) {
  begin_token();
  if (builder_.depth() == limits_.max_depth) {
    fail(messages::DataTooDeep, limits_.max_depth);
    return false;
  }
  if (type == ValueType::Object) {
    builder_.begin_object(begin_);
  } else {
    builder_.begin_array(begin_);
  }
  return added(After::OpeningBracket);
}

void JsonReader::close() {
  begin_token();
  after_ = After::Value;
}

bool JsonReader::added(After what) {
  after_ = what;
  sink_.go_on();
  if (builder_.size() <= limits_.max_values) return true;
  fail(messages::DataTooManyValues, limits_.max_values);
  return false;
}

void JsonReader::report_slips(std::size_t end) {
  while (!slips_.empty() && slips_.front().begin < end) {
    failed_ = true;
    report_json_slip(slips_.front(), source_, text_, sink_);
    slips_ = slips_.subspan(1);
  }
}

void JsonReader::report_error(bool number_overflow) {
  failed_ = true;
  const std::size_t next = skip_space(end_);
  const bool is_open = builder_.depth() > 0;
  InvalidJson invalid{source_, text_, JsonError::NoValue, begin_, end_, begin_of_token(), {}};
  if (is_open) invalid.open = OpenBracket{builder_.innermost_type(), builder_.innermost_begin()};
  const JsonError no_item = is_open && invalid.open->type == ValueType::Object ? JsonError::NoName : JsonError::NoValue;
  if (number_overflow) {
    invalid.error = JsonError::NumberRange;
  } else if (after_ == After::OpeningBracket) {
    invalid.error = no_item;
  } else if (after_ == After::Name && !has_at(next, ':')) {
    invalid.error = JsonError::NoColon;
  } else if (after_ == After::Value && !is_open) {
    invalid.error = JsonError::ExtraText;
    invalid.next = next;
  } else if (after_ == After::Value) {
    invalid.error = has_at(next, ',') ? no_item : JsonError::NoComma;
  }
  // A comma is one too many only if the bracket after it is right.
  for (; !slips_.empty() && slips_.front().begin < invalid.next; slips_ = slips_.subspan(1)) {
    if (slips_.front().kind == JsonSlip::Kind::Comment) {
      report_json_slip(slips_.front(), source_, text_, sink_);
    } else if (invalid.error == JsonError::NoColon) {
      invalid.next = slips_.front().begin;
    }
  }
  slips_ = {};
  report_json_error(invalid, sink_);
}

/// Most texts have nothing wrong in them, and are read as they are. Of others the errors that leave no doubt about what
/// follows are mended in a copy, so that they are all reported in one run.
base::Expected<Document> read(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                              diagnostics::DiagnosticSink& sink, JsonForm form) {
  if (!check_size(source, text, limits, sink)) return base::kReported;
  diagnostics::DiagnosticSink unheard;
  unheard.set_stop_check(sink.stop_check());
  auto document = JsonReader(source, text, text, {}, limits, unheard).read(form);
  if (document) return document;
  const MendedJson mended = mend_json(text, limits.nul_characters);
  return JsonReader(source, text, mended.text, mended.slips, limits, sink).read(form);
}

}  // namespace

base::Expected<Document> read_json(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink) {
  return read(source, text, limits, sink, JsonForm::OneValue);
}

base::Expected<Document> read_json_lines(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                         diagnostics::DiagnosticSink& sink) {
  return read(source, text, limits, sink, JsonForm::Lines);
}

}  // namespace gongwen::data
