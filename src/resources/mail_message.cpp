#include "resources/mail_message.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>

namespace gongwen::resources {
namespace {

constexpr std::size_t kLine = 76;       // characters of base64 (RFC 2045 section 6.8)
constexpr std::size_t kWordBytes = 39;  // of text in an encoded word, which has 75 characters (RFC 2047 section 2)

bool is_plain_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; }) &&
         text.find("=?") == std::string_view::npos;
}

/// Returns the text of a header, with everything other than ASCII in encoded words.
std::string header_text(std::string_view text) {
  if (is_plain_text(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    std::size_t end = std::min(kWordBytes, text.size());
    // An encoded word must end between two characters.
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    if (end == 0) end = std::min(kWordBytes, text.size());
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
    base::append_base64(out, text.substr(0, end));
    out += "?=";
    text.remove_prefix(end);
  }
  return out;
}

/// A name before an address: in quotation marks, or in encoded words.
std::string sender_name(std::string_view name) {
  if (!is_plain_text(name)) return header_text(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

void append_base64_lines(std::string& out, std::string_view bytes) {
  std::string coded;
  base::append_base64(coded, bytes);
  for (std::size_t at = 0; at < coded.size(); at += kLine) {
    out.append(coded, at, kLine);
    out += "\r\n";
  }
}

/// `Mon, 10 Mar 2025 12:00:00 +0800` (RFC 5322 section 3.3), in the time of China.
std::string mail_date(const std::string& time) {
  constexpr std::array<const char*, 7> kDays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // from 1970-01-01 on
  const base::Moment moment = base::parse_moment(time).value_or(0) + base::kChinaTime;
  const std::int64_t days = moment / base::kSecondsPerDay;
  const base::Moment clock = moment % base::kSecondsPerDay;
  const base::Date date = base::date_of_days(days);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0800", kDays[static_cast<std::size_t>(days % 7)],
                     base::day_of(date), base::kEnglishMonths[static_cast<std::size_t>(base::month_of(date) - 1)],
                     base::year_of(date), clock / 3'600, clock / 60 % 60, clock % 60);
}

void append_part(std::string& out, std::string_view boundary, std::string_view head, std::string_view bytes) {
  out += fmt::format("--{}\r\n{}Content-Transfer-Encoding: base64\r\n\r\n", boundary, head);
  append_base64_lines(out, bytes);
}

/// Type and name of an attachment: the name both by RFC 2231 and in an encoded word, which most programs read.
std::string attachment_head(const MailAttachment& file) {
  return fmt::format(
      "Content-Type: {};\r\n name=\"{}\"\r\nContent-Disposition: attachment;\r\n filename*=UTF-8''{}\r\n", file.type,
      header_text(file.name), base::percent_encoded(file.name));
}

}  // namespace

bool is_mail_address(std::string_view text) {
  constexpr std::size_t kMost = 254;
  const std::size_t at = text.rfind('@');
  if (text.size() > kMost || at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.substr(0, at).find('@') != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("<>\"\\(),;:[]").find(c) == std::string_view::npos;
  });
}

std::string MailMessage::bytes_for(const std::string& to) const {
  // A boundary cannot occur in base64, since it contains `_`.
  const std::string mark = base::sha256(message_id).substr(0, 24);
  const std::string outer = "gongwen_mixed_" + mark;
  const std::string inner = "gongwen_text_" + mark;
  std::string out = "From: ";
  out += from_name.empty() ? from : fmt::format("{} <{}>", sender_name(from_name), from);
  out += "\r\nTo: " + to;
  if (!reply_to.empty()) out += "\r\nReply-To: " + reply_to;
  out += "\r\nSubject: " + header_text(subject);
  out += "\r\nDate: " + mail_date(date);
  out += "\r\nMessage-ID: " + message_id;
  out += "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  out += fmt::format("Content-Type: multipart/mixed;\r\n boundary=\"{}\"\r\n\r\n", outer);
  out += fmt::format("--{}\r\nContent-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n", outer, inner);
  append_part(out, inner, "Content-Type: text/plain; charset=utf-8\r\n", text);
  if (!html.empty()) append_part(out, inner, "Content-Type: text/html; charset=utf-8\r\n", html);
  out += fmt::format("--{}--\r\n", inner);
  for (const MailAttachment& file : attachments) {
    append_part(out, outer, attachment_head(file), file.bytes);
  }
  out += fmt::format("--{}--\r\n", outer);
  return out;
}

std::string message_id_of(std::string_view key, std::string_view from) {
  return fmt::format("<{}@{}>", base::sha256(key).substr(0, 32), from.substr(from.find('@') + 1));
}

}  // namespace gongwen::resources
