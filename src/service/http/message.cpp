// Phrases are for people who read traffic; programs use only the status (RFC 9112, 4).
#include "service/http/message.h"

#include "base/json.h"

#include <algorithm>

namespace gongwen::http {

const std::string* find_header(std::span<const Header> headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& h) { return h.name == name; });
  return found == headers.end() ? nullptr : &found->value;
}

std::string_view reason_phrase(unsigned status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "";
  }
}

// The type is a relative reference (RFC 9457, 3.1.1): the address of the service may change, its problem types do not.
base::Json problem_object(unsigned status, std::string_view id, std::string_view title, std::string_view detail) {
  base::Json json = base::Json::object();
  json.set("type", "/problems/" + std::string(id)).set("title", title).set("status", status);
  if (!detail.empty()) json.set("detail", detail);
  return json;
}

Response problem(unsigned status, std::string_view id, std::string_view title, std::string_view detail) {
  Response response;
  response.status = status;
  // A temporary error must not be cached.
  response.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  response.body = problem_object(status, id, title, detail).text() + '\n';
  return response;
}

}  // namespace gongwen::http
