#include "data/readers.h"

#include "base/assert.h"
#include "base/utf8.h"
#include "data/detail/json_errors.h"
#include "data/detail/yaml_events.h"
#include "data/document_builder.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/data.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>
#include <string>
#include <unordered_map>

#include <nlohmann/json.hpp>

namespace gongwen::data {

// Reading JSON: nlohmann's parser finds the tokens; JsonReader finds their places and builds the document.

namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

enum class JsonForm : std::uint8_t { OneValue, Lines };

/// The usual maximum of values for a text of this length. Unused capacity costs address space but no memory; a large
/// text gets it only as it grows.
std::size_t estimate_values(std::string_view text) {
  constexpr std::size_t kBytesPerValue = 6;
  constexpr std::size_t kMaxExpected = std::size_t{1} << 20;
  return std::min(text.size() / kBytesPerValue + 1, kMaxExpected);
}

/// An input iterator that shares its position, so that event handlers know where the parser is.
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

/// Builds a document from the events of nlohmann's parser, which does not recurse. It keeps the end of the last token,
/// and finds the start of the next one after white space and a separator.
class JsonReader {
 public:
  /// `text` is shown in messages and kept by the document; `mended`, of the same length, is parsed.
  JsonReader(diagnostics::SourceId source, std::string_view text, std::string_view mended,
             std::span<const JsonSlip> slips, const JsonLimits& limits, diagnostics::DiagnosticSink& sink)
      : source_(source),
        text_(text),
        mended_(mended),
        slips_(slips),
        limits_(limits),
        sink_(sink),
        builder_(source),
        // U+0000 is not allowed anywhere, and ends the text for the parser.
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

  // Event handlers; each returns whether to continue.

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
  /// Also called for integers beyond 64 bits. Only the number of digits is used: the decimal point is that of the
  /// locale.
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
  /// The last token.
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

  /// Reports at the current token; the document is lost, but reading may continue.
  template <typename... Arguments>
  void fail(DiagnosticId id, const Arguments&... arguments) {
    failed_ = true;
    sink_.report(id, at(begin_, end_), arguments...);
  }

  bool read_lines();
  bool parse_value();

  /// Called when the parser has just read the last character of a token.
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
  /// The parser has already read the character after a number, if there is one. Each leading zero is a separate number.
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

  /// The current string as a view of the source, if it has no escapes: each escape is longer than its meaning.
  std::optional<std::string_view> text_if_plain(std::size_t decoded_length) const {
    if (decoded_length + 2 != end_ - begin_) return std::nullopt;
    return text_.substr(begin_ + 1, decoded_length);
  }
  /// If U+0000 comes from an escape, the slips know its place.
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
  const char* at_ = nullptr;  // the parser's position
  const char* stop_;
  std::uint32_t begin_ = 0;  // the last token
  std::uint32_t end_ = 0;
  After after_ = After::Nothing;
  bool failed_ = false;
};

bool JsonReader::parse_value() {
  constexpr char kFirstOfByteOrderMark = '\xEF';
  at_ = mended_.data() + end_;
  // The parser skips a byte order mark, which is only allowed at the start of the text; no value starts with this byte.
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

/// Reads each value as an item of one array. Stops at the first text that is not JSON.
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
  // A comma is superfluous only if the bracket after it is right.
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

/// Most texts have no errors and are read as they are. In others, slips are corrected in a copy, so that one run
/// reports all of them.
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

namespace {

/// The events `[begin, end)` of an anchored value.
struct EventRange {
  std::size_t begin = 0;
  std::size_t end = 0;  // 0 while it is open
};

std::unordered_map<std::uint64_t, EventRange> find_anchors(const std::vector<YamlEvent>& events) {
  std::unordered_map<std::uint64_t, EventRange> anchors;
  std::vector<std::uint64_t> open;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const YamlEvent& event = events[i];
    switch (event.kind) {
      case YamlEventKind::BeginSequence:
      case YamlEventKind::BeginMap:
        open.push_back(event.anchor);
        anchors[event.anchor].begin = i;
        break;
      case YamlEventKind::EndSequence:
      case YamlEventKind::EndMap:
        anchors[open.back()].end = i + 1;
        open.pop_back();
        break;
      case YamlEventKind::Null:
      case YamlEventKind::Plain:
      case YamlEventKind::Quoted: anchors[event.anchor] = {i, i + 1}; break;
      case YamlEventKind::Alias:
      case YamlEventKind::EndDocument: break;
    }
  }
  return anchors;
}

bool is_printable(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7F) || c == '\t' || c == '\n' || c == '\r';
}

/// YAML 1.2.2 section 5.1: UTF-8 without control characters. The library would take NUL bytes for a sign of UTF-16.
bool check_characters(diagnostics::SourceId source, std::string_view text, diagnostics::DiagnosticSink& sink) {
  const auto at = [source](std::size_t offset) {
    const auto begin = static_cast<std::uint32_t>(offset);
    return diagnostics::Origin{{source, begin, begin + 1}, {}};
  };
  if (const auto offset = base::find_invalid_utf8(text)) {
    const std::string byte = shown_code_point(static_cast<unsigned char>(text[*offset]));
    sink.report(messages::DataNotUtf8, at(*offset), "0x" + byte.substr(4));
    return false;
  }
  const auto control = std::find_if_not(text.begin(), text.end(), is_printable);
  if (control == text.end()) return true;
  const std::string shown = shown_code_point(static_cast<unsigned char>(*control));
  const diagnostics::TextPair fault = texts::DataControlCharacter.pair(shown);
  sink.report(messages::DataYamlSyntax, at(static_cast<std::size_t>(control - text.begin())), fault.chinese,
              fault.english);
  return false;
}

/// The length of the quoted text at the start of `text`. In double quotes a backslash escapes the next character, in
/// single quotes a quote is doubled.
std::size_t length_of_quoted(std::string_view text) {
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool doubled = quote == '\'' && text.substr(i, 2) == "''";
    if (doubled || (quote == '"' && text[i] == '\\')) {
      ++i;
    } else if (text[i] == quote) {
      return i + 1;
    }
  }
  return text.size();
}

/// Builds the document from the events, and expands aliases.
class YamlBuilder {
 public:
  YamlBuilder(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
              diagnostics::DiagnosticSink& sink)
      : source_(source), text_(text), limits_(limits), sink_(sink), builder_(source) {}

  base::Expected<Document> build(const std::vector<YamlEvent>& events) {
    events_ = &events;
    anchors_ = find_anchors(events);
    const auto end = std::find_if(events.begin(), events.end(),
                                  [](const YamlEvent& event) { return event.kind == YamlEventKind::EndDocument; });
    if (end == events.end()) {
      fail(messages::DataEmpty, at(0, 0));
    } else {
      add_range({0, static_cast<std::size_t>(end - events.begin())});
      if (end + 1 != events.end()) report_second_document(*(end + 1));
    }
    const bool names_differ = check_names(builder_, sink_);
    if (failed_ || stopped_ || !names_differ) return base::kReported;
    return std::move(builder_).finish();
  }

 private:
  diagnostics::Origin at(std::size_t begin, std::size_t end) const {
    return {{source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, {}};
  }
  template <typename... Arguments>
  void fail(DiagnosticId id, const diagnostics::Origin& origin, const Arguments&... arguments) {
    failed_ = true;
    sink_.report(id, origin, arguments...);
  }
  /// Reports an error, after which nothing more is built.
  template <typename... Arguments>
  void stop(DiagnosticId id, const diagnostics::Origin& origin, const Arguments&... arguments) {
    if (!stopped_) fail(id, origin, arguments...);
    stopped_ = true;
  }

  void report_second_document(const YamlEvent& event) {
    fail(messages::DataYamlSecondDocument, at(event.begin, event.begin + 1));
  }

  void add_range(const EventRange& range) {
    for (std::size_t i = range.begin; i < range.end && !stopped_; ++i) {
      sink_.go_on();
      add(i, (*events_)[i]);
    }
  }

  /// Limits the expansion of aliases of aliases, a few lines of which can stand for any number of values.
  std::size_t max_unfolded() const { return std::max<std::size_t>(1'000, limits_.max_values / 20); }
  void add(std::size_t index, const YamlEvent& event);
  void add_alias(std::size_t index, const YamlEvent& event);
  void add_name(const YamlEvent& event);
  void add_scalar(const YamlEvent& event);
  void add_plain(const std::string& text);
  void add_text(const std::string& text);
  void add_null();
  std::uint32_t find_dash() const;
  void open(const YamlEvent& event);
  void close(YamlEventKind kind);
  void set_place(const YamlEvent& event);
  std::size_t skip_properties(std::size_t begin) const;
  std::size_t end_of_scalar(const YamlEvent& event, std::size_t begin) const;
  bool expects_name() const { return !expects_name_.empty() && expects_name_.back(); }

  diagnostics::SourceId source_;
  std::string_view text_;
  const JsonLimits& limits_;
  diagnostics::DiagnosticSink& sink_;
  DocumentBuilder builder_;
  const std::vector<YamlEvent>* events_ = nullptr;
  std::unordered_map<std::uint64_t, EventRange> anchors_;
  std::size_t aliases_ = 0;         // depth of nested aliases that are being expanded
  std::size_t unfolded_ = 0;        // values that came from aliases
  std::vector<bool> expects_name_;  // for each open container; always false for a sequence
  std::uint32_t begin_ = 0;         // the current event
  std::uint32_t end_ = 0;
  std::uint32_t previous_end_ = 0;  // of the event before
  std::uint32_t name_begin_ = 0;    // the last name
  std::uint32_t name_end_ = 0;
  bool failed_ = false;
  bool stopped_ = false;
};

/// Skips anchors and tags, which come before the value: `&a !!str text`.
std::size_t YamlBuilder::skip_properties(std::size_t begin) const {
  while (begin < text_.size() && (text_[begin] == '&' || text_[begin] == '!')) {
    begin = std::min(text_.find_first_of(" \t\r\n", begin), text_.size());
    begin = std::min(text_.find_first_not_of(" \t\r\n", begin), text_.size());
  }
  return begin;
}

/// Finds the end of a scalar; the library only reports its start.
std::size_t YamlBuilder::end_of_scalar(const YamlEvent& event, std::size_t begin) const {
  const std::string_view rest = text_.substr(begin);
  if (event.kind == YamlEventKind::Plain && rest.starts_with(event.text)) {
    return begin + event.text.size();
  }
  const bool in_quotes = rest.starts_with('"') || rest.starts_with('\'');
  if (event.kind == YamlEventKind::Quoted && in_quotes) {
    return begin + length_of_quoted(rest);
  }
  return std::min(text_.find_first_of("\r\n", begin), text_.size());
}

void YamlBuilder::set_place(const YamlEvent& event) {
  const std::size_t begin = skip_properties(std::min<std::size_t>(event.begin, text_.size()));
  const bool scalar = event.kind == YamlEventKind::Plain || event.kind == YamlEventKind::Quoted;
  previous_end_ = end_;
  begin_ = static_cast<std::uint32_t>(begin);
  end_ = scalar ? static_cast<std::uint32_t>(end_of_scalar(event, begin)) : begin_;
}

void YamlBuilder::add(std::size_t index, const YamlEvent& event) {
  const bool ends = event.kind == YamlEventKind::EndSequence || event.kind == YamlEventKind::EndMap;
  if (ends) return close(event.kind);
  set_place(event);
  if (!event.tag.empty()) {
    fail(messages::DataYamlTag, at(event.begin, begin_), shown_text(event.tag));
  }
  if (builder_.size() >= limits_.max_values) {
    return stop(messages::DataTooManyValues, at(begin_, end_), limits_.max_values);
  }
  if (aliases_ > 0 && ++unfolded_ > max_unfolded()) {
    return stop(messages::DataTooManyValues, at(begin_, end_), max_unfolded());
  }
  if (expects_name()) return add_name(event);
  if (!expects_name_.empty() && builder_.innermost_type() == ValueType::Object) {
    expects_name_.back() = true;  // after this value
  }
  switch (event.kind) {
    case YamlEventKind::Alias: return add_alias(index, event);
    case YamlEventKind::BeginSequence:
    case YamlEventKind::BeginMap: return open(event);
    default: break;
  }
  return add_scalar(event);
}

void YamlBuilder::add_alias(std::size_t index, const YamlEvent& event) {
  const EventRange range = anchors_[event.anchor];
  if (range.begin <= index && index < range.end) {
    return stop(messages::DataYamlAliasCircle, at(begin_, begin_ + 1));
  }
  // The value replaces the alias, so the same is expected after it.
  if (!expects_name_.empty()) expects_name_.back() = false;
  const std::uint32_t alias = begin_;
  ++aliases_;
  add_range(range);
  --aliases_;
  end_ = static_cast<std::uint32_t>(std::min(text_.find_first_of(" \t\r\n,]}", alias), text_.size()));
}

void YamlBuilder::add_name(const YamlEvent& event) {
  const bool single = event.kind == YamlEventKind::Plain || event.kind == YamlEventKind::Quoted;
  if (!single) return stop(messages::DataYamlName, at(begin_, begin_ + 1));
  if (event.kind == YamlEventKind::Plain && event.text == "<<") {
    fail(messages::DataYamlMergeKey, at(begin_, end_));
  }
  builder_.key(event.text, begin_, end_);
  name_begin_ = begin_;
  name_end_ = end_;
  expects_name_.back() = false;
}

void YamlBuilder::add_scalar(const YamlEvent& event) {
  switch (event.kind) {
    case YamlEventKind::Null: return add_null();
    case YamlEventKind::Plain: return add_plain(event.text);
    default: break;
  }
  return add_text(event.text);
}

/// Adds a null for an omitted value. It has no place, so messages point to the name or the dash before it.
void YamlBuilder::add_null() {
  const std::string_view rest = text_.substr(std::min<std::size_t>(begin_, text_.size()));
  const bool written = rest.starts_with('~') || base::ascii_lowercase(rest.substr(0, 4)) == "null";
  if (written || builder_.depth() == 0) return builder_.null(begin_, end_);
  if (builder_.innermost_type() == ValueType::Object) return builder_.null(name_begin_, name_end_);
  const std::uint32_t dash = find_dash();
  builder_.null(dash, dash == begin_ ? end_ : dash + 1);
}

/// The dash between the event before and this one, whose place is that of the next token; comments may be between.
std::uint32_t YamlBuilder::find_dash() const {
  bool remark = false;
  for (std::uint32_t i = previous_end_; i < begin_ && i < text_.size(); ++i) {
    if (text_[i] == '\n') remark = false;
    if (text_[i] == '#') remark = true;
    if (text_[i] == '-' && !remark) return i;
  }
  return begin_;
}

void YamlBuilder::add_text(const std::string& text) {
  const bool refused = limits_.nul_characters == NulCharacters::Refuse;
  if (refused && text.find('\0') != std::string::npos) {
    fail(messages::DataNulCharacter, at(begin_, end_));
  }
  builder_.string(text, begin_, end_);
}

void YamlBuilder::add_plain(const std::string& text) {
  const YamlScalar scalar = resolve_yaml_scalar(text);
  if (const auto* boolean = std::get_if<bool>(&scalar)) {
    builder_.boolean(*boolean, begin_, end_);
  } else if (const auto* integer = std::get_if<std::int64_t>(&scalar)) {
    builder_.integer(*integer, begin_, end_);
  } else if (const auto* decimal = std::get_if<YamlDecimal>(&scalar)) {
    failed_ |= !check_number(decimal->text, at(begin_, end_), limits_, sink_);
    builder_.decimal(decimal->text, begin_, end_);
  } else if (std::holds_alternative<YamlNull>(scalar)) {
    builder_.null(begin_, end_);
  } else {
    if (std::holds_alternative<YamlNotANumber>(scalar)) {
      fail(messages::DataNotANumber, at(begin_, end_), text);
    }
    add_text(text);
  }
}

void YamlBuilder::open(const YamlEvent& event) {
  if (builder_.depth() == limits_.max_depth) {
    return stop(messages::DataTooDeep, at(begin_, begin_ + 1), limits_.max_depth);
  }
  const bool map = event.kind == YamlEventKind::BeginMap;
  if (map) {
    builder_.begin_object(begin_);
  } else {
    builder_.begin_array(begin_);
  }
  expects_name_.push_back(map);
}

void YamlBuilder::close(YamlEventKind kind) {
  expects_name_.pop_back();
  const bool map = kind == YamlEventKind::EndMap;
  const std::uint32_t begin = builder_.innermost_begin();
  // An expanded value ends at its alias, not at the end of its container.
  end_ = std::max(end_, begin);
  const bool has_bracket = begin < text_.size() && text_[begin] == (map ? '{' : '[');
  const std::size_t next = text_.find_first_not_of(" \t\r\n,[{", end_);
  if (has_bracket && next < text_.size() && text_[next] == (map ? '}' : ']')) {
    end_ = static_cast<std::uint32_t>(next + 1);
  }
  if (map) {
    builder_.end_object(end_);
  } else {
    builder_.end_array(end_);
  }
}

}  // namespace

base::Expected<Document> read_yaml(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink) {
  if (!check_size(source, text, limits, sink)) return base::kReported;
  if (!check_characters(source, text, sink)) return base::kReported;
  const YamlEvents events = read_yaml_events(source, text, limits.max_values, sink);
  if (!events.complete) return base::kReported;
  return YamlBuilder(source, text, limits, sink).build(events.events);
}

bool is_in_range_of_double(std::string_view written) {
  constexpr std::size_t kAlwaysInRange = 300;
  const bool plain = written.find_first_of("eE") == std::string_view::npos;
  if (plain && written.size() < kAlwaysInRange) return true;
  double value = 0;
  return std::from_chars(written.data(), written.data() + written.size(), value).ec == std::errc();
}

bool check_number(std::string_view written, const diagnostics::Origin& origin, const JsonLimits& limits,
                  diagnostics::DiagnosticSink& sink) {
  if (written.size() > limits.max_number_length) {
    sink.report(messages::DataNumberTooLong, origin, written.size(), limits.max_number_length);
    return false;
  }
  if (is_in_range_of_double(written)) return true;
  sink.report(messages::DataNumberRange, origin, shown_text(written));
  return false;
}

bool check_names(const DocumentBuilder& builder, diagnostics::DiagnosticSink& sink) {
  for (const DuplicateKey& duplicate : builder.duplicate_keys()) {
    sink.report(messages::DataDuplicateName, {duplicate.second, {}}, shown_text(duplicate.key))
        .note(messages::DataFirstHere, {duplicate.first, {}});
  }
  return builder.duplicate_keys().empty();
}

bool check_size(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                diagnostics::DiagnosticSink& sink) {
  if (text.size() <= limits.max_bytes) return true;
  sink.report(messages::DataTooLarge, {{source, 0, 0}, {}}, text.size(), limits.max_bytes);
  return false;
}

}  // namespace gongwen::data
