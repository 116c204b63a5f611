// The only user of RapidJSON: its SAX reader finds the tokens, we find their places and build the
// document.
#include "base/assert.h"
#include "base/utf8.h"
#include "data/detail/json_errors.h"
#include "data/document_builder.h"
#include "data/readers.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/data.h"

#include <algorithm>
#include <charconv>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace gongwen::data {
namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

/// What is between two tokens.
struct Gap {
  std::size_t end;                             // the first byte that belongs to a token, or to no token at all
  std::size_t comma = std::string_view::npos;  // where the separating comma is
};

/// Whether the gap may have a comma or colon in it.
enum class Separator { Skip, Keep };
enum class Comments { Report, Ignore };

bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// The usual maximum for a text of this length. Room that stays unused costs addresses, but no memory; a large text
/// first has to show that it needs it.
std::size_t estimate_values(std::string_view text) {
  constexpr std::size_t kBytesPerValue = 6;
  constexpr std::size_t kMaxExpected = std::size_t{1} << 20;
  return std::min(text.size() / kBytesPerValue + 1, kMaxExpected);
}

/// RapidJSON's event handler: knows the end of the last token, and finds the start of the next one after the gap.
class DocumentHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, DocumentHandler> {
 public:
  DocumentHandler(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                  diagnostics::DiagnosticSink& sink)
      : source_(source), text_(text), limits_(limits), sink_(sink), builder_(source) {
    builder_.expect(estimate_values(text));
  }

  /// Before the reading starts: where the tokens come from.
  void attach(const rapidjson::MemoryStream& stream) {
    stream_ = &stream;
    begin_ = end_ = static_cast<std::uint32_t>(stream.Tell());
  }

  // What RapidJSON calls; each returns whether to continue.

  bool Null() {
    begin_token(stream_->Tell());
    builder_.null(begin_, end_);
    return may_grow();
  }

  bool Bool(bool value) {
    begin_token(stream_->Tell());
    builder_.boolean(value, begin_, end_);
    return may_grow();
  }

  bool RawNumber(const char*, rapidjson::SizeType, bool) {
    begin_token(stream_->Tell());
    add_number(text_.substr(begin_, end_ - begin_));
    return may_grow();
  }

  bool String(const char* decoded, rapidjson::SizeType length, bool) {
    begin_token(stream_->Tell());
    if (const auto written = text_if_plain(length)) {
      builder_.string_outliving(*written, begin_, end_);
    } else {
      check_escapes({decoded, length});
      builder_.string({decoded, length}, begin_, end_);
    }
    return may_grow();
  }

  bool Key(const char* decoded, rapidjson::SizeType length, bool) {
    begin_token(stream_->Tell());
    if (const auto written = text_if_plain(length)) {
      builder_.key_outliving(*written, begin_, end_);
    } else {
      check_escapes({decoded, length});
      builder_.key({decoded, length}, begin_, end_);
    }
    return true;
  }

  bool StartObject() { return open(ValueType::Object); }
  bool EndObject(rapidjson::SizeType) {
    close();
    builder_.end_object(end_);
    return true;
  }
  bool StartArray() { return open(ValueType::Array); }
  bool EndArray(rapidjson::SizeType) {
    close();
    builder_.end_array(end_);
    return true;
  }

  /// The values that come are the items of one array.
  void begin_lines() { builder_.begin_array(end_); }
  void end_lines() {
    scan_gap(Separator::Keep, Comments::Report);
    if (!failed_) builder_.end_array(end_);
  }
  /// Before the next value: nothing is between it and the one before.
  void begin_line() { begin_ = end_ = static_cast<std::uint32_t>(stream_->Tell()); }

  // What the reader asks for afterwards.

  /// Reports why the parser stopped, unless this handler stopped it and said so.
  void report_error(rapidjson::ParseErrorCode code, std::size_t offset);

  /// The document, unless anything was reported.
  base::Expected<Document> finish() {
    scan_gap(Separator::Keep, Comments::Report);
    failed_ |= !check_names(builder_, sink_);
    if (failed_) return base::kReported;
    return std::move(builder_).finish();
  }

 private:
  diagnostics::Origin at(std::size_t begin, std::size_t end) const {
    return {{source_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, {}};
  }

  /// Reports at the current token or at a part of it; the document is lost, the reading may continue.
  template <typename... Arguments>
  void fail(DiagnosticId id, const diagnostics::Origin& origin, const Arguments&... arguments) {
    failed_ = true;
    sink_.report(id, origin, arguments...);
  }

  /// Scans the gap after the last token.
  Gap scan_gap(Separator separator, Comments comments);
  std::size_t end_of_comment(std::size_t begin) const;

  void begin_token(std::size_t end) {
    begin_ = static_cast<std::uint32_t>(scan_gap(Separator::Skip, Comments::Report).end);
    end_ = static_cast<std::uint32_t>(end);
  }

  bool open(ValueType type);
  void close();
  bool may_grow();
  void add_number(std::string_view written);

  /// The current string as it is in the source, if it has no escapes: each escape is longer
  /// than its meaning.
  std::optional<std::string_view> text_if_plain(std::size_t decoded_length) const {
    if (decoded_length + 2 != end_ - begin_) return std::nullopt;
    return text_.substr(begin_ + 1, decoded_length);
  }
  void check_escapes(std::string_view decoded);

  diagnostics::SourceId source_;
  std::string_view text_;
  const JsonLimits& limits_;
  diagnostics::DiagnosticSink& sink_;
  DocumentBuilder builder_;
  const rapidjson::MemoryStream* stream_ = nullptr;
  std::uint32_t begin_ = 0;  // the last token
  std::uint32_t end_ = 0;
  bool failed_ = false;
};

Gap DocumentHandler::scan_gap(Separator separator, Comments comments) {
  Gap gap{end_};
  const bool nothing_before = begin_ == end_ || text_[end_ - 1] == '[' || text_[end_ - 1] == '{';
  bool separated = nothing_before || separator == Separator::Keep;
  while (gap.end < text_.size()) {
    const char c = text_[gap.end];
    if (c == '/') {
      const std::size_t end = end_of_comment(gap.end);
      if (end == gap.end) break;
      if (comments == Comments::Report) fail(messages::DataJsonComment, at(gap.end, end));
      gap.end = end;
    } else if (!separated && (c == ',' || c == ':')) {
      separated = true;
      if (c == ',') gap.comma = gap.end;
      ++gap.end;
    } else if (is_json_space(c)) {
      ++gap.end;
    } else {
      break;
    }
  }
  return gap;
}

/// The offset after the comment that starts here; `begin` itself when there is none, or when it
/// has no end. RapidJSON takes a NUL for the end of the text, also inside a comment.
std::size_t DocumentHandler::end_of_comment(std::size_t begin) const {
  using namespace std::string_view_literals;
  const std::string_view mark = text_.substr(begin, 2);
  if (mark == "//") return std::min(text_.find_first_of("\n\0"sv, begin), text_.size());
  if (mark != "/*") return begin;
  const std::size_t end = text_.find("*/", begin + 2);
  const bool ends =
      end != std::string_view::npos && text_.substr(begin, end - begin).find('\0') == std::string_view::npos;
  return ends ? end + 2 : begin;
}

bool DocumentHandler::open(ValueType type) {
  begin_token(stream_->Tell() + 1);
  if (builder_.depth() == limits_.max_depth) {
    fail(messages::DataTooDeep, at(begin_, end_), limits_.max_depth);
    return false;
  }
  if (type == ValueType::Object) {
    builder_.begin_object(begin_);
  } else {
    builder_.begin_array(begin_);
  }
  return may_grow();
}

void DocumentHandler::close() {
  const Gap gap = scan_gap(Separator::Skip, Comments::Report);
  if (gap.comma != std::string_view::npos) {
    const auto& part = builder_.innermost_type() == ValueType::Object ? texts::DataMember : texts::DataItem;
    fail(messages::DataJsonTrailingComma, at(gap.comma, gap.comma + 1), part.chinese, part.english);
  }
  begin_ = static_cast<std::uint32_t>(stream_->Tell());
  end_ = begin_ + 1;
}

bool DocumentHandler::may_grow() {
  sink_.go_on();
  if (builder_.size() <= limits_.max_values) return true;
  fail(messages::DataTooManyValues, at(begin_, end_), limits_.max_values);
  return false;
}

void DocumentHandler::add_number(std::string_view written) {
  std::int64_t integer = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), integer);
  if (error == std::errc() && end == written.data() + written.size()) {
    builder_.integer(integer, begin_, end_);
    return;
  }
  failed_ |= !check_number(written, at(begin_, end_), limits_, sink_);
  builder_.decimal(written, begin_, end_);
}

/// RapidJSON lets a lone second half of a surrogate pair through, and we refuse U+0000.
void DocumentHandler::check_escapes(std::string_view decoded) {
  const bool has_nul = limits_.nul_characters == NulCharacters::Refuse && decoded.find('\0') != std::string_view::npos;
  if (!has_nul && !base::find_invalid_utf8(decoded)) return;
  failed_ = true;
  const std::string_view written = text_.substr(begin_, end_ - begin_);
  char32_t previous = 0;
  for (std::size_t i = written.find('\\'); i != std::string_view::npos; i = written.find('\\', i)) {
    if (written[i + 1] != 'u') {
      i += 2;
      continue;
    }
    unsigned code_unit = 0;
    std::from_chars(written.data() + i + 2, written.data() + i + 6, code_unit, 16);
    const bool second_half = code_unit >= 0xDC00 && code_unit <= 0xDFFF;
    const bool first_half_before = previous >= 0xD800 && previous <= 0xDBFF;
    const auto offset = static_cast<std::uint32_t>(begin_ + i);
    if (second_half && !first_half_before) {
      report_json_error({source_, text_, JsonError::LoneSurrogate, offset, 0, 0, 0, {}}, sink_);
    } else if (code_unit == 0 && has_nul) {
      sink_.report(messages::DataNulCharacter, at(offset, offset + 6));
    }
    previous = code_unit;
    i += 6;
  }
}

JsonError error_of(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorObjectMissName: return JsonError::NoName;
    case rapidjson::kParseErrorObjectMissColon: return JsonError::NoColon;
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return JsonError::NoComma;
    case rapidjson::kParseErrorDocumentRootNotSingular: return JsonError::ExtraText;
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex: return JsonError::BadEscape;
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return JsonError::LoneSurrogate;
    case rapidjson::kParseErrorStringInvalidEncoding: return JsonError::BadEncoding;
    case rapidjson::kParseErrorStringMissQuotationMark: return JsonError::BadString;
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent: return JsonError::BadNumber;
    case rapidjson::kParseErrorNumberTooBig: return JsonError::NumberRange;
    default: return JsonError::NoValue;
  }
}

void DocumentHandler::report_error(rapidjson::ParseErrorCode code, std::size_t offset) {
  if (code == rapidjson::kParseErrorTermination) return;  // said already
  failed_ = true;
  JsonError error = error_of(code);
  const bool wants_separator =
      error == JsonError::NoColon || error == JsonError::NoComma || error == JsonError::ExtraText;
  const Gap gap = scan_gap(wants_separator ? Separator::Keep : Separator::Skip, Comments::Ignore);
  const auto next = static_cast<std::uint32_t>(gap.end);
  if (code == rapidjson::kParseErrorStringEscapeInvalid) {
    error = text_[offset] == '\\' ? JsonError::BadEscape : JsonError::BadString;
  } else if (code == rapidjson::kParseErrorUnspecificSyntaxError) {
    error = JsonError::OpenComment;
  }
  InvalidJson invalid{source_, text_, error, static_cast<std::uint32_t>(offset), begin_, end_, next, {}};
  if (builder_.depth() > 0) invalid.open = OpenBracket{builder_.innermost_type(), builder_.innermost_begin()};
  report_json_error(invalid, sink_);
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr unsigned kValidTextFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                                     rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag;
constexpr unsigned kParseFlags = kValidTextFlags | rapidjson::kParseValidateEncodingFlag;

/// Valid text, as most is, is looked over once as a whole, which costs a quarter of looking at each string.
rapidjson::ParseResult parse_whole(std::string_view text, rapidjson::MemoryStream& stream, DocumentHandler& handler) {
  rapidjson::Reader reader;
  return base::find_invalid_utf8(text) ? reader.Parse<kParseFlags>(stream, handler)
                                       : reader.Parse<kValidTextFlags>(stream, handler);
}

}  // namespace

base::Expected<Document> read_json(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                   diagnostics::DiagnosticSink& sink) {
  if (!check_size(source, text, limits, sink)) return base::kReported;
  rapidjson::MemoryStream stream(text.data(), text.size());
  if (text.starts_with(kByteOrderMark)) stream.src_ += kByteOrderMark.size();
  DocumentHandler handler(source, text, limits, sink);
  handler.attach(stream);
  const rapidjson::ParseResult result = parse_whole(text, stream, handler);
  if (result.IsError()) {
    handler.report_error(result.Code(), result.Offset());
  } else if (stream.Tell() < text.size()) {
    // RapidJSON takes a NUL for the end of the text.
    handler.report_error(rapidjson::kParseErrorDocumentRootNotSingular, stream.Tell());
  }
  return handler.finish();
}

base::Expected<Document> read_json_lines(diagnostics::SourceId source, std::string_view text, const JsonLimits& limits,
                                         diagnostics::DiagnosticSink& sink) {
  if (!check_size(source, text, limits, sink)) return base::kReported;
  constexpr unsigned kLineFlags = kParseFlags | rapidjson::kParseStopWhenDoneFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  if (text.starts_with(kByteOrderMark)) stream.src_ += kByteOrderMark.size();
  DocumentHandler handler(source, text, limits, sink);
  handler.attach(stream);
  handler.begin_lines();
  rapidjson::Reader reader;
  const auto skip_blanks = [&] {
    while (stream.Tell() < text.size() && is_json_space(text[stream.Tell()])) stream.Take();
  };
  for (skip_blanks(); stream.Tell() < text.size(); skip_blanks()) {
    handler.begin_line();
    const rapidjson::ParseResult result = reader.Parse<kLineFlags>(stream, handler);
    if (!result.IsError()) continue;
    handler.report_error(result.Code(), result.Offset());
    return base::kReported;
  }
  handler.end_lines();
  return handler.finish();
}

}  // namespace gongwen::data
