#include "intake/detail/mail_files.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "intake/mail_part.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

// A mail is a tree of parts: a head, an empty line, a body, which may be divided by a boundary. MailReader walks the
// tree and decodes the parts that people attach. Depth and number of files are limited.
namespace gongwen::intake {
namespace {

constexpr int kMaxMailDepth = 8;  // of parts in parts
constexpr std::size_t kMaxMailFiles = 1'000;

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

/// The value of a parameter. It may be continued and encoded (`filename*0*=UTF-8''…`, RFC 2231), or contain encoded
/// words, which RFC 2047 forbids but programs write.
std::string name_in(const std::map<std::string, std::string>& parameters, const std::string& name) {
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
    const MailHead head = take_mail_head(text);
    const std::string_view field = mail_field(head, "content-type");
    std::string type = mail_token(field);
    if (type.empty()) type = default_type;
    const auto parameters = mail_parameters(field);
    if (type.starts_with("multipart/")) {
      if (const auto boundary = parameters.find("boundary");
          boundary != parameters.end() && !boundary->second.empty()) {
        const std::string_view inner_type = type == "multipart/digest" ? "message/rfc822" : "";
        for (const std::string_view part : mail_parts(text, boundary->second)) read_part(part, depth + 1, inner_type);
        return;
      }
    }
    // A forwarded mail: its attachments count as well.
    if (type == "message/rfc822") return read_part(depth_safe(decoded_mail_part(head, text)), depth + 1, {});
    add_file(head, type, parameters, text);
  }

  /// Keeps decoded text until the end of the reading, since parts are views of it.
  std::string_view depth_safe(std::string text) {
    kept_.push_back(std::make_unique<std::string>(std::move(text)));
    return *kept_.back();
  }

  void add_file(const MailHead& head, const std::string& type, const std::map<std::string, std::string>& parameters,
                std::string_view text) {
    const std::string_view field = mail_field(head, "content-disposition");
    const std::string disposition = mail_token(field);
    std::string name = name_in(mail_parameters(field), "filename");
    if (name.empty()) name = name_in(parameters, "name");
    const bool is_attached = disposition == "attachment";
    const bool is_text = type.empty() || type == "text/plain" || type == "text/html" || type == "text/calendar";
    // The text of the mail itself, and pictures shown within it, are not attached files.
    if (!is_attached && name.empty() && is_text) return;
    if (!is_attached && type.starts_with("image/") && !mail_field(head, "content-id").empty()) return;
    // The name becomes part of a path.
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < ' '; },
        '_');
    if (name.empty() || name == "." || name == "..") name = "attachment-" + std::to_string(files_.size() + 1);
    files_.push_back({std::move(name), decoded_mail_part(head, text)});
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
