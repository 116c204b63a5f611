// Any bytes as values of fields, cookies and forms. The first byte chooses what they are read as.
#include "base/utf8.h"
#include "service/http/conditional.h"
#include "service/http/fields.h"
#include "service/http/form.h"
#include "service/http/network.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace gongwen::http;
using gongwen::diagnostics::Language;

void require(bool condition) {
  if (!condition) std::abort();
}

void read_form(std::string_view text) {
  const auto fields = parse_form(text);
  if (!fields) return;
  const auto back = parse_form(write_form(*fields));
  require(back && *back == *fields);
}

void read_cookies(std::string_view text) {
  RequestHead head;
  head.headers = {{"cookie", std::string(text)}};
  for (const auto& [name, value] : parse_cookies(head)) {
    require(is_token(name));
    Cookie cookie;
    cookie.name = name;
    cookie.value = value;
    require(set_cookie(cookie).value.find_first_of("\r\n") == std::string::npos);
  }
  find_cookie(head, "s");
}

void read_range(std::string_view text) {
  RequestHead head;
  head.method = "GET";
  head.headers = {{"range", std::string(text)}};
  const std::string content = "0123456789";
  const Response response = answer_bytes(head, content, {"\"a\"", 0, true}, {});
  require(response.status == 200 || response.status == 206 || response.status == 416);
  if (response.status == 206) require(!response.body.empty() && content.find(response.body) != std::string::npos);
}

void read_conditions(std::string_view text) {
  RequestHead head;
  head.method = "GET";
  head.headers = {{"if-none-match", std::string(text)}};
  check_conditions(head, {"\"a\"", 0, true});
  head.headers = {{"if-match", std::string(text)}, {"if-modified-since", std::string(text)}};
  check_conditions(head, {"\"a\"", 0, true});
}

void read_fields(std::string_view text) {
  if (const auto time = parse_http_date(text)) require(http_date(*time) == text || text.substr(23, 2) == "60");
  accepts(text, "application/json");
  preferred_language(text, Language::Chinese);
  field_parameter(text, "name");
  if (const auto value = parse_extended_value(text)) require(!gongwen::base::find_invalid_utf8(*value));
}

void write_disposition(std::string_view text) {
  if (gongwen::base::find_invalid_utf8(text)) return;
  const std::string field = content_disposition("attachment", text);
  require(field.find_first_of("\r\n") == std::string::npos);
  const auto extended = field_parameter(field, "filename*");
  const auto plain = field_parameter(field, "filename");
  require(plain.has_value());
  require(extended ? parse_extended_value(*extended) == text : *plain == text);
}

void read_addresses(std::string_view text) {
  if (const auto address = parse_address(text)) require(parse_address(address_text(*address)) == *address);
  const auto network = parse_network(text);
  if (network) require(network->contains(network->first));
  const std::string values[] = {std::string(text)};
  const Network trusted[] = {*parse_network("10.0.0.0/8")};
  const std::string client = forwarded_client(values, trusted);
  require(client.empty() || parse_address(client).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  switch (bytes[0]) {
    case 'f': read_form(text); break;
    case 'c': read_cookies(text); break;
    case 'r': read_range(text); break;
    case 'm': read_conditions(text); break;
    case 'd': write_disposition(text); break;
    case 'a': read_addresses(text); break;
    default: read_fields(text);
  }
  return 0;
}
