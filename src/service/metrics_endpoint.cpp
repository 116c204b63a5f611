#include "service/detail/metrics_endpoint.h"

#include <string_view>
#include <system_error>
#include <utility>

#include <sys/eventfd.h>

namespace gongwen::service {
namespace {

constexpr std::string_view kMetricsPath = "/metrics";

http::ServerOptions with_clock(std::function<std::int64_t()> clock) {
  http::ServerOptions options;
  options.clock = std::move(clock);
  return options;
}

ServeError::Kind kind_of(http::ListenError::Kind kind) {
  switch (kind) {
    case http::ListenError::Kind::BadAddress: return ServeError::Kind::BadAddress;
    case http::ListenError::Kind::InUse: return ServeError::Kind::AddressInUse;
    case http::ListenError::Kind::NotASocket: return ServeError::Kind::NotASocket;
    case http::ListenError::Kind::System: break;
  }
  return ServeError::Kind::CannotListen;
}

}  // namespace

ServeError serve_error(const http::ListenError& error, std::string address) {
  return {kind_of(error.kind), std::move(address), error.code, {}};
}

http::BodyPlan MetricsHandler::plan(const http::RequestHead& head) {
  const bool reads = head.method == "GET" || head.method == "HEAD";
  if (head.path == kMetricsPath && reads) return http::BodyPlan::none();
  constexpr unsigned kNotFound = 404;
  return http::BodyPlan::refuse(http::problem(kNotFound, "not-found", "there is nothing at this address"));
}

void MetricsHandler::handle(std::shared_ptr<http::Exchange> exchange) {
  http::Response response;
  response.headers.push_back({"Content-Type", "text/plain; version=0.0.4; charset=utf-8"});
  response.body = text_();
  exchange->respond(std::move(response));
}

MetricsThread::MetricsThread(std::function<std::string()> text, std::function<std::int64_t()> clock)
    : handler_(std::move(text)),
      server_(loop_, handler_, with_clock(std::move(clock))),
      end_(::eventfd(0, EFD_CLOEXEC)) {}

MetricsThread::~MetricsThread() {
  if (!thread_.joinable()) return;
  ::eventfd_write(end_.number(), 1);
  thread_.join();
}

base::Expected<std::string, http::ListenError> MetricsThread::listen(const std::string& address) {
  base::Expected<std::string, http::ListenError> listening = server_.listen(address);
  if (!listening) return listening;
  ends_ = loop_.watch_readable(end_.number(), [this] { loop_.stop(); });
  try {
    thread_ = std::thread([this] { loop_.run(); });
  } catch (const std::system_error& error) {
    return base::Failure{http::ListenError{http::ListenError::Kind::System, error.code()}};
  }
  return listening;
}

}  // namespace gongwen::service
