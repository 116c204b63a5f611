#include "service/http/detail/rejection.h"

#include <array>

// The table that connects a Refusal with HTTP. Titles are for programs, in English; Front::refusal() has texts for
// people in both languages.
namespace gongwen::http {
namespace {

// `id` is part of the address `/problems/…` and of the name of a counter: it must not change.
struct RefusalRow {
  unsigned status;
  std::string_view id;
  std::string_view title;
};

// Rows in the order of Refusal.
constexpr std::array<RefusalRow, kRefusals> kRows = {{
    {400, "bad-request", "Not a valid HTTP/1.1 request"},
    {501, "unknown-method", "Unknown method"},
    {505, "unknown-version", "Only HTTP/1.1 and HTTP/1.0 are supported"},
    {501, "unsupported-coding", "The only transfer coding supported is chunked"},
    {414, "target-too-long", "Request target too long"},
    {431, "head-too-large", "The head of the request is too large"},
    {413, "body-too-large", "The body of the request is too large"},
    {417, "unknown-expectation", "The only expectation supported is 100-continue"},
    {408, "slow-head", "The head of the request was not received in time"},
    {408, "slow-body", "The body of the request was not received in time"},
    {408, "slow-reader", "The client did not read the response in time"},
    {503, "too-many-connections", "Too many connections are open"},
    {429, "too-many-of-address", "Too many connections from this address are open"},
    {507, "spool-failed", "The body of the request could not be stored"},
    {503, "too-many-bodies", "The server is receiving too much data"},
}};

const RefusalRow& row_of(Refusal refusal) { return kRows[static_cast<std::size_t>(refusal)]; }

}  // namespace

std::string_view refusal_id(Refusal refusal) { return row_of(refusal).id; }

unsigned refusal_status(Refusal refusal) { return row_of(refusal).status; }

Response response_of(const Rejection& rejection) {
  const RefusalRow& row = row_of(rejection.refusal);
  Response response = problem(row.status, row.id, row.title, rejection.detail);
  response.close = true;
  return response;
}

}  // namespace gongwen::http
