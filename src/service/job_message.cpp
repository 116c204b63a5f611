#include "service/detail/job_message.h"

#include "base/format.h"

namespace gongwen::service {
namespace {

constexpr std::uint64_t kThousand = 1'000;

/// `0.310` of 310.
base::Json thousandths(std::uint64_t number) {
  return base::Json::written(fmt::format("{}.{:03}", number / kThousand, number % kThousand));
}

/// The same back: a number that is not whole keeps its digits.
std::uint64_t read_thousandths(const base::JsonView& object, std::string_view name) {
  const std::optional<base::JsonView> value = object.find(name);
  if (!value) return 0;
  const std::string text = value->json();
  const std::size_t point = text.find('.');
  if (point == std::string::npos || text.size() - point > 4 || point > 15) return 0;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < point + 4; ++i) {
    if (i == point) continue;
    const char digit = i < text.size() ? text[i] : '0';
    if (digit < '0' || digit > '9') return 0;
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

diagnostics::Language language_of(std::string_view tag) {
  return tag == "en" ? diagnostics::Language::English : diagnostics::Language::Chinese;
}

}  // namespace

std::string_view job_work_name(JobWork work) { return work == JobWork::Collect ? "collect" : "batch"; }

base::Json job_order_json(const JobOrder& order) {
  base::Json json = base::Json::object();
  json.set("kind", order.kind).set("input", order.input).set("language", diagnostics::language_tag(order.language));
  json.set("format", order.format).set("dpi", order.dpi).set("fillable", order.fillable);
  json.set("attach_data", order.attach_data).set("ofd_plain", order.ofd_plain).set("strict", order.strict);
  json.set("max_records", order.max_records).set("max_bytes", order.max_bytes);
  json.set("work", job_work_name(order.work)).set("titles", diagnostics::language_tag(order.titles));
  json.set("by_label", order.by_label).set("register", order.register_kind);
  json.set("corrections", order.parts.corrections).set("expected", order.parts.expected);
  return std::move(json.set("from", order.parts.from).set("values", base::Json::list_of(order.parts.values)));
}

std::optional<JobOrder> parse_job_order(const base::JsonView& json) {
  JobOrder order;
  order.kind = json.text_of("kind");
  order.input = json.text_of("input");
  if (order.kind.empty() || order.input.empty()) return std::nullopt;
  order.language = language_of(json.text_of("language"));
  // Orders that a former version has kept do not say so.
  if (json.text_of("work") == job_work_name(JobWork::Collect)) order.work = JobWork::Collect;
  order.titles = language_of(json.text_of("titles"));
  order.by_label = json.flag_of("by_label");
  order.register_kind = json.text_of("register");
  order.parts = {json.text_of("corrections"), json.text_of("expected"), json.text_of("from")};
  const std::optional<base::JsonView> values = json.find("values");
  for (std::size_t i = 0; values && i < values->size(); ++i) order.parts.values.emplace_back(values->at(i).text());
  order.format = json.text_of("format");
  order.dpi = json.number_of("dpi").value_or(0);
  order.fillable = json.flag_of("fillable");
  order.attach_data = json.flag_of("attach_data");
  order.ofd_plain = json.flag_of("ofd_plain");
  order.strict = json.flag_of("strict");
  order.max_records = json.number_of("max_records").value_or(order.max_records);
  order.max_bytes = json.number_of("max_bytes").value_or(order.max_bytes);
  return order;
}

void add_counts(base::Json& json, const JobCounts& counts) {
  json.set("made", counts.made).set("failed", counts.failed).set("skipped", counts.skipped);
  if (counts.of) json.set("of", *counts.of);
  if (counts.workers) json.set("workers", *counts.workers);
  json.set("share", thousandths(counts.share)).set("seconds", thousandths(counts.milliseconds));
}

JobCounts read_counts(const base::JsonView& json) {
  JobCounts counts;
  counts.made = json.number_of("made").value_or(0);
  counts.failed = json.number_of("failed").value_or(0);
  counts.skipped = json.number_of("skipped").value_or(0);
  counts.of = json.number_of("of");
  counts.workers = json.number_of("workers");
  counts.share = read_thousandths(json, "share");
  counts.milliseconds = read_thousandths(json, "seconds");
  return counts;
}

std::string write_job_update(const JobUpdate& update) {
  base::Json json = base::Json::object();
  add_counts(json, update.counts);
  if (!update.ended) return json.text();
  json.set("ended", true).set("status", update.status).set("reason", update.reason);
  if (!update.report.empty()) json.set("report", base::Json::written(update.report));
  return json.text();
}

std::optional<JobUpdate> parse_job_update(std::string_view message) {
  const std::optional<base::Json> json = base::parse_json(message, {kMaxJobMessage});
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  JobUpdate update;
  update.counts = read_counts(view);
  update.ended = view.flag_of("ended");
  update.status = view.number_of("status").value_or(0);
  update.reason = view.text_of("reason");
  if (const auto report = view.find("report"); report && report->is_object()) update.report = report->json();
  return update;
}

}  // namespace gongwen::service
