// Writes the exposition. Labels have few fixed values (pool, operation, status digit), never a name from a request:
// each value of a label is a time series that Prometheus keeps for weeks.
#include "service/detail/metrics.h"

#include "base/format.h"

#include <algorithm>
#include <functional>
#include <numeric>
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

// Converts reasons of the HTTP layer to those of the service, for messages of the subcommands.
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
  // In English and without a page, since only programs come here.
  return http::BodyPlan::refuse(
      http::problem(http::status::kNotFound, "not-found", "there is nothing at this address"));
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
      // The eventfd is the only object that both threads use.
      end_(::eventfd(0, EFD_CLOEXEC)) {}

MetricsThread::~MetricsThread() {
  // There is a thread to wait for only if listen() has succeeded.
  if (!thread_.joinable()) return;
  ::eventfd_write(end_.number(), 1);
  thread_.join();
}

base::Expected<std::string, http::ListenError> MetricsThread::listen(const std::string& address) {
  base::Expected<std::string, http::ListenError> listening = server_.listen(address);
  if (!listening) return listening;
  // Before the thread starts: the watch belongs to its loop.
  ends_ = loop_.watch_readable(end_.number(), [this] { loop_.stop(); });
  try {
    thread_ = std::thread([this] { loop_.run(); });
  } catch (const std::system_error& error) {
    return base::Failure{http::ListenError{http::ListenError::Kind::System, error.code()}};
  }
  return listening;
}

namespace {

constexpr double kMillisecondsOfSecond = 1'000;

/// HELP and TYPE, once for each name.
void begin(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void add_value(std::string& out, std::string_view name, std::uint64_t value) {
  out += fmt::format("{} {}\n", name, value);
}

/// Counters of the HTTP server.
void add_server(std::string& out, const http::Server& server) {
  const http::Counters& counters = server.counters();
  begin(out, "gongwen_http_connections", "gauge", "Connections that are open.");
  add_value(out, "gongwen_http_connections", server.open());
  begin(out, "gongwen_http_answers_total", "counter", "Answers by the first digit of their status.");
  // Index 0 would be statuses below 100, which do not exist.
  for (std::size_t digit = 1; digit < counters.answers.size(); ++digit) {
    add_value(out, fmt::format("gongwen_http_answers_total{{status=\"{}xx\"}}", digit), counters.answers[digit]);
  }
  begin(out, "gongwen_http_refused_total", "counter", "Requests that were refused before anything was done.");
  for (std::size_t reason = 0; reason < http::kRefusals; ++reason) {
    const std::string_view id = http::refusal_id(static_cast<http::Refusal>(reason));
    add_value(out, fmt::format("gongwen_http_refused_total{{reason=\"{}\"}}", id), counters.refused[reason]);
  }
  begin(out, "gongwen_http_received_bytes_total", "counter", "Bytes of bodies of requests.");
  add_value(out, "gongwen_http_received_bytes_total", counters.received);
  begin(out, "gongwen_http_sent_bytes_total", "counter", "Bytes of bodies of answers.");
  add_value(out, "gongwen_http_sent_bytes_total", counters.sent);
}

using NamedPools = std::vector<std::pair<std::string_view, const WorkerPool*>>;

/// One line for each pool.
/// `label` continues inside the braces: `,state="busy"`.
void add_of_pools(std::string& out, const NamedPools& pools, std::string_view name, std::string_view label,
                  const std::function<std::uint64_t(const WorkerPool&)>& number) {
  for (const auto& [pool_name, pool] : pools) {
    out += fmt::format("{}{{pool=\"{}\"{}}} {}\n", name, pool_name, label, number(*pool));
  }
}

/// Counters and gauges of all pools; each name appears once with a line per pool.
void add_pools(std::string& out, const NamedPools& pools) {
  const auto counter = [&](std::string_view name, std::string_view label, std::uint64_t PoolCounters::*number) {
    add_of_pools(out, pools, name, label, [number](const WorkerPool& pool) { return pool.counters().*number; });
  };
  begin(out, "gongwen_workers", "gauge", "Workers by what they do.");
  add_of_pools(out, pools, "gongwen_workers", ",state=\"busy\"", [](const WorkerPool& pool) { return pool.running(); });
  add_of_pools(out, pools, "gongwen_workers", ",state=\"idle\"", [](const WorkerPool& pool) { return pool.idle(); });
  begin(out, "gongwen_tasks_waiting", "gauge", "Tasks that wait for a worker.");
  add_of_pools(out, pools, "gongwen_tasks_waiting", {}, [](const WorkerPool& pool) { return pool.waiting(); });
  begin(out, "gongwen_tasks_total", "counter", "Tasks by how they ended.");
  counter("gongwen_tasks_total", ",end=\"answered\"", &PoolCounters::answered);
  counter("gongwen_tasks_total", ",end=\"busy\"", &PoolCounters::busy);
  counter("gongwen_tasks_total", ",end=\"too-long\"", &PoolCounters::too_long);
  counter("gongwen_tasks_total", ",end=\"crashed\"", &PoolCounters::crashed);
  begin(out, "gongwen_workers_started_total", "counter", "Workers that were started.");
  counter("gongwen_workers_started_total", {}, &PoolCounters::started);
  begin(out, "gongwen_workers_recycled_total", "counter", "Workers that made room for new ones.");
  counter("gongwen_workers_recycled_total", {}, &PoolCounters::recycled);
}

}  // namespace

void Metrics::add(Operation operation, std::uint64_t milliseconds) {
  Times& times = times_[static_cast<std::size_t>(operation)];
  // The first step that is not smaller; beyond the last one the counter for "+Inf".
  const auto step = std::lower_bound(kSteps.begin(), kSteps.end(), milliseconds);
  ++times.counts[static_cast<std::size_t>(step - kSteps.begin())];
  times.milliseconds += milliseconds;
}

std::string Metrics::text(const http::Server& server, const NamedPools& pools) const {
  std::string out;
  add_server(out, server);
  add_pools(out, pools);
  constexpr std::string_view kName = "gongwen_task_seconds";
  begin(out, kName, "histogram", "Time from a request to its answer, with waiting.");
  // Operations without tasks are written too, so that their series exist from the start.
  for (std::size_t i = 0; i < times_.size(); ++i) {
    const Times& times = times_[i];
    const std::string_view operation = operation_name(static_cast<Operation>(i));
    // Buckets are cumulative: each counts all tasks up to its time.
    std::uint64_t count = 0;
    for (std::size_t step = 0; step < kSteps.size(); ++step) {
      count += times.counts[step];
      out += fmt::format("{}_bucket{{operation=\"{}\",le=\"{}\"}} {}\n", kName, operation,
                         static_cast<double>(kSteps[step]) / kMillisecondsOfSecond, count);
    }
    count += times.counts.back();
    out += fmt::format("{}_bucket{{operation=\"{}\",le=\"+Inf\"}} {}\n", kName, operation, count);
    out += fmt::format("{}_sum{{operation=\"{}\"}} {}\n", kName, operation,
                       static_cast<double>(times.milliseconds) / kMillisecondsOfSecond);
    out += fmt::format("{}_count{{operation=\"{}\"}} {}\n", kName, operation, count);
  }
  return out;
}

}  // namespace gongwen::service
