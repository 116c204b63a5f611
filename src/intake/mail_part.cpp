#include "intake/mail_part.h"

#include "base/escapes.h"
#include "base/utf8.h"

#include <algorithm>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMaxHead = 256 << 10;  // of one part
constexpr std::size_t kMaxParts = 100'000;

/// Takes the next line, without its line end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

MailHead take_mail_head(std::string_view& text) {
  MailHead head;
  bool continues = false;  // the field that the next line may continue was kept
  std::size_t size = 0;
  while (!text.empty() && size < kMaxHead) {
    const std::string_view line = take_line(text);
    size += line.size() + 1;
    if (line.empty()) break;
    // RFC 5322, 2.2.3: a line that begins with a blank continues the field before it.
    if (line.front() == ' ' || line.front() == '\t') {
      if (continues) head.back().second += line;
      continue;
    }
    const std::size_t colon = line.find(':');
    continues = colon != std::string_view::npos;
    if (!continues) continue;
    head.emplace_back(base::ascii_lowercase(base::trim_ascii_space(line.substr(0, colon))),
                      base::trim_ascii_space(line.substr(colon + 1)));
  }
  return head;
}

std::string_view mail_field(const MailHead& head, std::string_view name) {
  const auto found = std::find_if(head.begin(), head.end(), [name](const auto& field) { return field.first == name; });
  return found == head.end() ? std::string_view() : std::string_view(found->second);
}

std::string mail_token(std::string_view field) {
  return base::ascii_lowercase(base::trim_ascii_space(field.substr(0, field.find(';'))));
}

std::map<std::string, std::string> mail_parameters(std::string_view field) {
  std::map<std::string, std::string> found;
  std::size_t at = field.find(';');
  while (at != std::string_view::npos && at < field.size()) {
    ++at;
    const std::size_t equals = field.find('=', at);
    if (equals == std::string_view::npos) break;
    const std::string name = base::ascii_lowercase(base::trim_ascii_space(field.substr(at, equals - at)));
    at = equals + 1;
    while (at < field.size() && base::is_ascii_space(field[at])) ++at;
    std::string value;
    if (at < field.size() && field[at] == '"') {
      for (++at; at < field.size() && field[at] != '"'; ++at) {
        if (field[at] == '\\' && at + 1 < field.size()) ++at;
        value += field[at];
      }
      at = field.find(';', at);
    } else {
      const std::size_t end = std::min(field.find(';', at), field.size());
      value = base::trim_ascii_space(field.substr(at, end - at));
      at = end;
    }
    found.try_emplace(name, std::move(value));
  }
  return found;
}

std::vector<std::string_view> mail_parts(std::string_view body, std::string_view boundary) {
  const std::string mark = "--" + std::string(boundary);
  std::vector<std::string_view> parts;
  std::size_t begin = std::string_view::npos;
  for (std::size_t at = 0; at < body.size() && parts.size() < kMaxParts;) {
    std::string_view rest = body.substr(at);
    const std::string_view line = take_line(rest);
    const std::size_t next = body.size() - rest.size();
    if (line.starts_with(mark)) {
      const std::string_view after = base::trim_ascii_space(line.substr(mark.size()));
      if (after.empty() || after == "--") {
        if (begin != std::string_view::npos) parts.push_back(body.substr(begin, at - begin));
        begin = next;
        if (after == "--") return parts;
      }
    }
    at = next;
  }
  // The closing boundary is missing: the mail was cut off.
  if (begin != std::string_view::npos && parts.size() < kMaxParts) parts.push_back(body.substr(begin));
  return parts;
}

std::string unquoted_printable(std::string_view text, bool is_word) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_word && c == '_') {
      out += ' ';
    } else if (c != '=') {
      out += c;
    } else if (i + 2 < text.size() && base::is_ascii_hex_digit(text[i + 1]) && base::is_ascii_hex_digit(text[i + 2])) {
      out += static_cast<char>(base::hex_digit_value(text[i + 1]) * 16 + base::hex_digit_value(text[i + 2]));
      i += 2;
    } else {
      // A soft line break: `=` at the end of a line.
      while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
      ++i;
    }
  }
  return out;
}

std::string bytes_of_base64(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (base::is_ascii_alnum(c) || c == '+' || c == '/') letters += c;
    if (c == '=') break;
  }
  if (letters.size() % 4 == 1) letters.pop_back();
  return base::parse_base64(letters).value_or(std::string());
}

std::string decoded_mail_part(const MailHead& head, std::string_view body) {
  const std::string coding = mail_token(mail_field(head, "content-transfer-encoding"));
  if (coding == "base64") return bytes_of_base64(body);
  if (coding == "quoted-printable") return unquoted_printable(body, false);
  return std::string(body);
}

}  // namespace gongwen::intake
