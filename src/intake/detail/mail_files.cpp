#include "intake/detail/mail_files.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "data/decode_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

// A mail is a tree of parts (RFC 2045 and 2046): a head, an empty line, a body, which may be divided by a boundary.
// MailReader walks the tree and decodes the parts that people attach. Mail programs deviate from the standards, so
// everything unexpected is read as well as possible instead of being refused. Depth, number of files and size of heads
// are limited.
namespace gongwen::intake {
namespace {

constexpr int kMaxMailDepth = 8;  // of parts in parts
constexpr std::size_t kMaxMailFiles = 1'000;
constexpr std::size_t kMaxHead = 256 << 10;  // of one part

/// The fields of a head by name in lower case. Of repeated fields the first is kept.
using Head = std::map<std::string, std::string>;

/// Takes the next line, without its line end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Takes the head and the empty line after it.
Head take_head(std::string_view& text) {
  Head head;
  std::string name;
  std::size_t size = 0;
  while (!text.empty() && size < kMaxHead) {
    const std::string_view line = take_line(text);
    size += line.size() + 1;
    if (line.empty()) break;
    // RFC 5322, 2.2.3: a line that begins with a blank continues the field before it.
    if (line.front() == ' ' || line.front() == '\t') {
      if (!name.empty()) head[name] += line;
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    name = base::ascii_lowercase(base::trim_ascii_space(line.substr(0, colon)));
    const auto [field, added] = head.try_emplace(name, base::trim_ascii_space(line.substr(colon + 1)));
    if (!added) name.clear();
  }
  return head;
}

std::string_view value_of(const Head& head, const std::string& name) {
  const auto found = head.find(name);
  return found == head.end() ? std::string_view() : std::string_view(found->second);
}

/// Converts bytes to UTF-8. Chinese programs name one encoding and write another, so GB 18030, which contains GB 2312
/// and GBK, is tried first if any of them is named, and a guess is made if the bytes are not UTF-8.
std::string as_text(const std::string& charset, std::string bytes) {
  const std::string name = base::ascii_lowercase(charset);
  const bool is_chinese = name.starts_with("gb") || name == "hz-gb-2312" || name == "cp936" || name == "windows-936";
  if (is_chinese) {
    if (auto text = data::decode_from("GB18030", bytes)) return *std::move(text);
  }
  if (!base::find_invalid_utf8(bytes)) return bytes;
  if (auto text = data::decode_other_encoding(bytes)) return *std::move(text);
  return bytes;
}

/// Quoted-printable (RFC 2045, 6.7). In a word of a head (`is_word`) `_` stands for a blank (RFC 2047, 4.2).
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

/// Decodes base64, ignoring any other characters between its letters.
std::string bytes_of_base64(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (base::is_ascii_alnum(c) || c == '+' || c == '/') letters += c;
    if (c == '=') break;
  }
  if (letters.size() % 4 == 1) letters.pop_back();
  return base::parse_base64(letters).value_or(std::string());
}

/// Decodes words such as `=?GBK?B?…?=` (RFC 2047). Programs divide a character between two words, so the bytes of
/// adjacent words in one encoding are joined before decoding.
std::string decoded_words(std::string_view text) {
  std::string out;
  std::string bytes;
  std::string charset;
  const auto flush = [&] {
    if (!bytes.empty()) out += as_text(charset, std::exchange(bytes, {}));
  };
  while (!text.empty()) {
    const std::size_t begin = text.find("=?");
    const std::string_view before = text.substr(0, begin);
    // RFC 2047, 6.2: blanks between two encoded words are not text.
    const bool between = !bytes.empty() && base::trim_ascii_space(before).empty();
    if (!between) {
      flush();
      out += before;
    }
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t first = text.find('?', 2);
    const std::size_t second = first == std::string_view::npos ? first : text.find('?', first + 1);
    const std::size_t end = second == std::string_view::npos ? second : text.find("?=", second + 1);
    if (end == std::string_view::npos || second != first + 2) {
      flush();
      out += text.substr(0, 2);
      text.remove_prefix(2);
      continue;
    }
    std::string own(text.substr(2, first - 2));
    own.resize(std::min(own.find('*'), own.size()));  // a language
    if (own != charset) flush();
    charset = own;
    const std::string_view coded = text.substr(second + 1, end - second - 1);
    bytes += base::to_ascii_lower(text[first + 1]) == 'b' ? bytes_of_base64(coded) : unquoted_printable(coded, true);
    text.remove_prefix(end + 2);
  }
  flush();
  return out;
}

/// The parameters of a field by name in lower case: `attachment; filename="a.pdf"`.
Head parameters_of(std::string_view field) {
  Head found;
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

/// The value of a parameter. It may be continued and encoded (`filename*0*=UTF-8''…`, RFC 2231), or contain encoded
/// words, which RFC 2047 forbids but programs write.
std::string name_in(const Head& parameters, const std::string& name) {
  if (const auto plain = parameters.find(name); plain != parameters.end()) {
    const std::string words = decoded_words(plain->second);
    return words == plain->second ? as_text({}, words) : words;
  }
  std::string bytes;
  std::string charset;
  const auto add = [&](const std::string& key, bool is_first) {
    const auto coded = parameters.find(key + "*");
    const auto plain = parameters.find(key);
    if (coded == parameters.end() && plain == parameters.end()) return false;
    std::string_view value = coded == parameters.end() ? plain->second : coded->second;
    if (coded == parameters.end()) {
      bytes += value;
      return true;
    }
    if (const std::size_t mark = is_first ? value.find('\'') : std::string_view::npos; mark != std::string_view::npos) {
      charset = value.substr(0, mark);
      const std::size_t end = value.find('\'', mark + 1);
      value.remove_prefix(end == std::string_view::npos ? mark + 1 : end + 1);
    }
    bytes += base::percent_decoded(value);
    return true;
  };
  if (!add(name, true)) {
    for (int i = 0; i < 100 && add(name + "*" + std::to_string(i), i == 0); ++i) {
    }
  }
  return as_text(charset, std::move(bytes));
}

class MailReader {
 public:
  std::vector<ArchivedFile> read(std::string_view mail) {
    read_part(mail, 0, {});
    return std::move(files_);
  }

 private:
  void read_part(std::string_view text, int depth, std::string_view default_type) {
    if (depth > kMaxMailDepth || files_.size() >= kMaxMailFiles) return;
    const Head head = take_head(text);
    const std::string_view field = value_of(head, "content-type");
    std::string type = base::ascii_lowercase(base::trim_ascii_space(field.substr(0, field.find(';'))));
    if (type.empty()) type = default_type;
    const Head parameters = parameters_of(field);
    if (type.starts_with("multipart/")) {
      if (const auto boundary = parameters.find("boundary");
          boundary != parameters.end() && !boundary->second.empty()) {
        return read_parts(text, boundary->second, depth,
                          type == "multipart/digest" ? std::string_view("message/rfc822") : std::string_view());
      }
    }
    const std::string coding = base::ascii_lowercase(value_of(head, "content-transfer-encoding"));
    // A forwarded mail: its attachments count as well.
    if (type == "message/rfc822") return read_part(depth_safe(decoded(text, coding)), depth + 1, {});
    add_file(head, type, parameters, text, coding);
  }

  /// Keeps decoded text until the end of the reading, since parts are views of it.
  std::string_view depth_safe(std::string text) {
    kept_.push_back(std::make_unique<std::string>(std::move(text)));
    return *kept_.back();
  }

  void read_parts(std::string_view text, const std::string& boundary, int depth, std::string_view default_type) {
    const std::string mark = "--" + boundary;
    std::size_t begin = std::string_view::npos;
    for (std::size_t at = 0; at < text.size();) {
      std::string_view rest = text.substr(at);
      const std::string_view line = take_line(rest);
      const std::size_t next = text.size() - rest.size();
      if (line.starts_with(mark)) {
        const std::string_view after = base::trim_ascii_space(line.substr(mark.size()));
        if (after.empty() || after == "--") {
          if (begin != std::string_view::npos) read_part(text.substr(begin, at - begin), depth + 1, default_type);
          begin = next;
          if (after == "--") return;
        }
      }
      at = next;
    }
    // The closing boundary is missing: the mail was cut off.
    if (begin != std::string_view::npos) read_part(text.substr(begin), depth + 1, default_type);
  }

  static std::string decoded(std::string_view text, std::string_view coding) {
    if (coding == "base64") return bytes_of_base64(text);
    if (coding == "quoted-printable") return unquoted_printable(text, false);
    return std::string(text);
  }

  void add_file(const Head& head, const std::string& type, const Head& parameters, std::string_view text,
                std::string_view coding) {
    const std::string_view field = value_of(head, "content-disposition");
    const std::string disposition = base::ascii_lowercase(base::trim_ascii_space(field.substr(0, field.find(';'))));
    std::string name = name_in(parameters_of(field), "filename");
    if (name.empty()) name = name_in(parameters, "name");
    const bool is_attached = disposition == "attachment";
    const bool is_text = type.empty() || type == "text/plain" || type == "text/html" || type == "text/calendar";
    // The text of the mail itself, and pictures shown within it, are not files that somebody sent.
    if (!is_attached && name.empty() && is_text) return;
    if (!is_attached && type.starts_with("image/") && head.contains("content-id")) return;
    // The name becomes part of a path.
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < ' '; },
        '_');
    if (name.empty() || name == "." || name == "..") name = "attachment-" + std::to_string(files_.size() + 1);
    files_.push_back({std::move(name), decoded(text, coding)});
  }

  std::vector<ArchivedFile> files_;
  std::vector<std::unique_ptr<std::string>> kept_;
};

}  // namespace

bool is_mail(std::string_view text) {
  // A mail begins with any field of a head; the second condition excludes texts that happen to begin like one.
  static constexpr auto kHeads = std::to_array<std::string_view>(
      {"from:", "received:", "return-path:", "mime-version:", "delivered-to:", "message-id:", "date:", "subject:",
       "to:", "cc:", "bcc:", "reply-to:", "sender:", "content-type:", "content-transfer-encoding:", "dkim-signature:",
       "authentication-results:", "x-"});
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string head = base::ascii_lowercase(base::trim_ascii_space(text.substr(0, 16'384)));
  const bool starts =
      std::any_of(kHeads.begin(), kHeads.end(), [&head](std::string_view name) { return head.starts_with(name); });
  const auto has = [&head](std::string_view field) {
    return head.starts_with(field) || head.find("\n" + std::string(field)) != std::string::npos;
  };
  return starts && (has("mime-version:") || has("from:"));
}

std::vector<ArchivedFile> mail_files(std::string_view mail) {
  if (mail.starts_with("\xEF\xBB\xBF")) mail.remove_prefix(3);
  while (!mail.empty() && base::is_ascii_space(mail.front())) mail.remove_prefix(1);
  return MailReader().read(mail);
}

}  // namespace gongwen::intake
