// The parser of multipart bodies stores only bytes that are undecided, at most a boundary or the head of a part, so
// that a body of any size needs constant memory. It is strict if two readings are possible, since a proxy or scanner in
// front may have used the other one.
#include "service/http/form.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "service/http/fields.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <unistd.h>

namespace gongwen::http {
namespace {

constexpr std::size_t kMaxBoundary = 70;  // RFC 2046 section 5.1.1
constexpr std::size_t kPieceBytes = 64 * 1024;

// bchars of RFC 2046, 5.1.1, with the space, which may not be the last one.
bool is_boundary_character(char c) {
  return base::is_ascii_alnum(c) || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

/// Returns the last component of a path: `a.pdf` for `C:\fakepath\a.pdf` and `../../a.pdf`. Only this component is
/// stored and shown; a path from a client never names a file of the service.
std::string_view last_component(std::string_view name) {
  const auto separator = name.find_last_of("/\\");
  return separator == name.npos ? name : name.substr(separator + 1);
}

bool is_text(std::string_view text) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  };
  return std::none_of(text.begin(), text.end(), is_control);
}

/// Undoes the escapes that browsers use for quotation marks and line ends in names (HTML, 4.10.21.8); nothing else is
/// unescaped. `a%22b.pdf` → `a"b.pdf`; `50%25.pdf` is unchanged, since browsers do not escape `%`, so `%25` was
/// typed.
std::string undo_browser_escapes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view triple = text.substr(i, 3);
    const bool escaped = triple == "%22" || triple == "%0A" || triple == "%0D";
    result += !escaped ? text[i] : triple == "%22" ? '"' : ' ';
    if (escaped) i += 2;
  }
  return result;
}

struct PartHead {
  std::string disposition;
  std::string type;
};

/// Parses the lines of a part's head; returns nullopt if one of them is malformed. A line without colon, or folded onto
/// a second line (obs-fold), is refused, since two parsers would read it differently.
std::optional<PartHead> read_part_head(std::string_view text) {
  PartHead head;
  bool has_disposition = false;
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 2);
    const auto colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon))) return std::nullopt;
    const std::string_view value = base::trim_ascii_space(line.substr(colon + 1));
    // A tab is the only control character that fields may contain, and no client needs it here.
    if (!is_text(value)) return std::nullopt;
    if (base::equals_ignoring_ascii_case(line.substr(0, colon), "content-disposition")) {
      // Two dispositions could name two fields, and programs would disagree about which one counts.
      if (std::exchange(has_disposition, true)) return std::nullopt;
      head.disposition = value;
    } else if (base::equals_ignoring_ascii_case(line.substr(0, colon), "content-type")) {
      head.type = media_type(value);
    } else if (base::equals_ignoring_ascii_case(line.substr(0, colon), "content-transfer-encoding")) {
      // RFC 7578, 4.7: obsolete. Contents that would have to be decoded are refused, since they are stored
      // unchanged.
      if (!base::equals_ignoring_ascii_case(value, "binary") && !base::equals_ignoring_ascii_case(value, "8bit") &&
          !base::equals_ignoring_ascii_case(value, "7bit")) {
        return std::nullopt;
      }
    }
  }
  if (!has_disposition || media_type(head.disposition) != "form-data") return std::nullopt;
  return head;
}

std::optional<std::string> sent_file_name(std::string_view disposition) {
  // The extended form is the exact one; clients that send both mean the same name.
  if (const auto extended = field_parameter(disposition, "filename*")) {
    // If the extended name cannot be decoded, the plain one is used.
    if (auto name = parse_extended_value(*extended)) return name;
  }
  const auto plain = field_parameter(disposition, "filename");
  if (!plain) return std::nullopt;
  return undo_browser_escapes(*plain);
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  if (media_type(content_type) != "multipart/form-data") return std::nullopt;
  auto boundary = field_parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMaxBoundary || boundary->back() == ' ') return std::nullopt;
  if (!std::all_of(boundary->begin(), boundary->end(), is_boundary_character)) return std::nullopt;
  return boundary;
}

// The delimiter includes the line end before it (RFC 2046, 5.1.1), which therefore does not belong to the content.
// Example with boundary `x`: `--x CRLF head CRLF CRLF content CRLF--x-- CRLF`; the first delimiter lacks its CR LF.
MultipartParser::MultipartParser(std::string_view boundary, const MultipartLimits& limits)
    : delimiter_("\r\n--"), limits_(limits) {
  delimiter_ += boundary;
}

std::size_t MultipartParser::fail(MultipartError error) {
  if (!error_) error_ = error;
  return 0;
}

bool MultipartParser::add(std::string_view bytes) {
  if (error_) return false;
  rest_ += bytes;
  // The number of processed bytes of `rest_`, which are removed once, at the end. Invariant: `position_` is the offset
  // in the body of the first byte of `rest_` that has not been processed.
  std::size_t done = 0;
  while (const std::size_t taken = step(std::string_view(rest_).substr(done))) {
    done += taken;
    position_ += taken;
  }
  rest_.erase(0, done);
  return !error_;
}

/// Processes some bytes and returns their number; 0 if more are needed, or after an error.
std::size_t MultipartParser::step(std::string_view rest) {
  if (error_ || rest.empty()) return 0;
  switch (state_) {
    case State::Start: return take_first_boundary(rest);
    case State::AfterBoundary: return leave_boundary(rest);
    case State::Head: return take_head(rest);
    case State::Content: return take_content(rest);
    case State::Epilogue: return rest.size();
  }
  return 0;
}

/// Allowed only at the very start: no browser writes a preamble into a form.
std::size_t MultipartParser::take_first_boundary(std::string_view rest) {
  // The first boundary has no CR LF before it.
  const std::string_view first = std::string_view(delimiter_).substr(2);
  // As many bytes as have come are compared, so that a wrong body is refused with its first byte.
  if (rest.substr(0, first.size()) != first.substr(0, rest.size())) return fail(MultipartError::IllFormed);
  if (rest.size() < first.size()) return 0;
  state_ = State::AfterBoundary;
  return first.size();
}

std::size_t MultipartParser::leave_boundary(std::string_view rest) {
  // Two bytes decide: `--` ends the form, CR LF begins the next head. Spaces after a boundary (RFC 2046, padding) are
  // not written by any browser and are refused.
  if (rest.size() < 2) return 0;
  if (rest.starts_with("--")) {
    state_ = State::Epilogue;
    return 2;
  }
  if (!rest.starts_with("\r\n")) return fail(MultipartError::IllFormed);
  state_ = State::Head;
  return 2;
}

std::size_t MultipartParser::take_head(std::string_view rest) {
  if (rest.starts_with("\r\n")) return fail(MultipartError::IllFormed);  // empty head
  const auto end = rest.find("\r\n\r\n");
  // Checked before the end is found, too: a head that never ends must not fill memory.
  if (std::min(end, rest.size()) > limits_.head_bytes) return fail(MultipartError::HeadTooLarge);
  if (end == rest.npos) return 0;
  if (!begin_part(rest.substr(0, end))) return 0;
  // The content begins after the empty line; its end is not known yet.
  parts_.back().offset = position_ + end + 4;
  state_ = State::Content;
  return end + 4;
}

bool MultipartParser::begin_part(std::string_view text) {
  // fail() returns 0, so the comparison is false: a short way to report the error and stop.
  if (parts_.size() == limits_.parts) return fail(MultipartError::TooMany) != 0;
  const auto head = read_part_head(text);
  const auto name = head ? field_parameter(head->disposition, "name") : std::nullopt;
  if (!name) return fail(MultipartError::IllFormed) != 0;
  Part part;
  part.name = undo_browser_escapes(*name);
  part.type = head->type;
  const auto file_name = sent_file_name(head->disposition);
  if (file_name) part.file_name = last_component(*file_name);
  const std::string_view file = part.file_name ? std::string_view(*part.file_name) : std::string_view();
  // Names of fields and files go into pages and the database, so other encodings (GBK of old clients) are refused here.
  if (base::find_invalid_utf8(part.name) || base::find_invalid_utf8(file)) return fail(MultipartError::NotUtf8) != 0;
  if (!is_text(file)) return fail(MultipartError::IllFormed) != 0;
  if (part.name.size() > limits_.name_bytes || file.size() > limits_.file_name_bytes) {
    return fail(MultipartError::NameTooLong) != 0;
  }
  parts_.push_back(std::move(part));
  return true;
}

std::size_t MultipartParser::take_content(std::string_view rest) {
  Part& part = parts_.back();
  const auto delimiter = rest.find(delimiter_);
  if (delimiter != rest.npos) {
    part.length += delimiter;
    state_ = State::AfterBoundary;
    return delimiter + delimiter_.size();
  }
  // The received bytes may end with the beginning of the delimiter, so these stay undecided. At most the length of the
  // delimiter minus one is stored, so that memory stays constant for contents of any size.
  const std::size_t sure = rest.size() < delimiter_.size() ? 0 : rest.size() - delimiter_.size() + 1;
  part.length += sure;
  return sure;
}

base::Expected<std::vector<Part>, MultipartError> MultipartParser::finish() && {
  if (error_) return base::Failure{*error_};
  if (state_ != State::Epilogue) return base::Failure{MultipartError::Unfinished};
  return std::move(parts_);
}

base::Expected<std::vector<Part>, MultipartError> read_multipart(const Request& request,
                                                                 const MultipartLimits& limits) {
  const std::string* const type = request.header("content-type");
  const auto boundary = type == nullptr ? std::nullopt : multipart_boundary(*type);
  if (!boundary) return base::Failure{MultipartError::NotMultipart};
  MultipartParser parser(*boundary, limits);
  if (!request.file) {
    // In pieces, since the parser copies its input.
    const std::string_view body = request.body;
    for (std::size_t at = 0; at < body.size() && parser.add(body.substr(at, kPieceBytes)); at += kPieceBytes) {
    }
    return std::move(parser).finish();
  }
  std::array<char, kPieceBytes> buffer;
  // pread() with an offset of our own: several readers may share the descriptor, whose position stays at its end.
  for (std::uint64_t at = 0; at < request.file->size;) {
    const ssize_t count = ::pread(request.file->file.number(), buffer.data(), buffer.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    // 0 before the recorded size means that the file was cut. It has no name, so this is an error of the disk.
    if (count <= 0) return base::Failure{MultipartError::Unreadable};
    if (!parser.add({buffer.data(), static_cast<std::size_t>(count)})) break;
    at += static_cast<std::uint64_t>(count);
  }
  return std::move(parser).finish();
}

std::optional<std::string> part_content(const Request& request, const Part& part, std::size_t limit) {
  if (part.length > limit) return std::nullopt;
  if (!request.file) {
    if (part.offset > request.body.size()) return std::nullopt;
    return request.body.substr(part.offset, part.length);
  }
  std::string content(part.length, '\0');
  for (std::size_t at = 0; at < content.size();) {
    const auto offset = static_cast<off_t>(part.offset + at);
    const ssize_t count = ::pread(request.file->file.number(), content.data() + at, content.size() - at, offset);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    at += static_cast<std::size_t>(count);
  }
  return content;
}

namespace {

base::Expected<std::string, FormError> decode(std::string_view encoded) {
  // Browsers encode everything but letters, digits and `*-._`; other programs leave more unencoded.
  const auto is_sent = [](char c) {
    return c > 0x20 && c < 0x7f;
  };
  if (!std::all_of(encoded.begin(), encoded.end(), is_sent)) return base::Failure{FormError::IllFormed};
  // `+` first, then `%`: a real plus comes as %2B and must stay one.
  std::string spaced(encoded);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto text = base::parse_percent_encoded(spaced);
  if (!text) return base::Failure{FormError::IllFormed};
  if (base::find_invalid_utf8(*text)) return base::Failure{FormError::NotUtf8};
  // U+0000 would end the value in every C library that gets it, of a database or a mail program.
  if (text->find('\0') != std::string::npos) return base::Failure{FormError::Control};
  return *std::move(text);
}

void append_encoded(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (base::is_ascii_alnum(c) || std::string_view("*-._").find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      base::append_percent_encoded(out, c);
    }
  }
}

}  // namespace

base::Expected<std::vector<FormField>, FormError> parse_form(std::string_view text, const FormLimits& limits) {
  std::vector<FormField> fields;
  while (!text.empty()) {
    const auto ampersand = text.find('&');
    const std::string_view pair = text.substr(0, ampersand);
    text = ampersand == text.npos ? std::string_view() : text.substr(ampersand + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode(pair.substr(0, equals));
    // One malformed pair fails the whole form: leaving it out would store the form without that value.
    if (!name) return base::Failure{name.error()};
    auto value = equals == pair.npos ? std::string() : decode(pair.substr(equals + 1));
    if (!value) return base::Failure{value.error()};
    if (fields.size() == limits.fields) return base::Failure{FormError::TooMany};
    if (name->size() > limits.name_bytes) return base::Failure{FormError::NameTooLong};
    fields.push_back({*std::move(name), *std::move(value)});
  }
  return fields;
}

std::string write_form(std::span<const FormField> fields) {
  std::string text;
  for (const FormField& field : fields) {
    if (!text.empty()) text += '&';
    append_encoded(text, field.name);
    text += '=';
    append_encoded(text, field.value);
  }
  return text;
}

const std::string* find_field(std::span<const FormField> fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const FormField& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &found->value;
}

}  // namespace gongwen::http
