// Values are read from the structures that the service uses, so that they cannot differ from the limits in force.
#include "service/config_json.h"

#include "base/json.h"
#include "base/mask_passwords.h"
#include "service/detail/admission.h"
#include "service/detail/attachments.h"
#include "service/detail/bulk_change.h"
#include "service/detail/failure_store.h"
#include "service/detail/form_pages.h"
#include "service/detail/inbox_api.h"
#include "service/detail/jobs.h"
#include "service/detail/office_pages.h"
#include "service/detail/read_request.h"
#include "service/detail/scan_store.h"
#include "service/detail/scan_task.h"
#include "service/inbox/accounts.h"
#include "service/inbox/codes.h"
#include "service/inbox/idempotency.h"
#include "service/inbox/links.h"
#include "service/mail/detail/bounce_process.h"
#include "service/mail/mail_sender.h"
#include "service/oidc/detail/provider.h"
#include "service/worker.h"

#include <chrono>
#include <cstdint>
#include <utility>

namespace gongwen::service {
namespace {

template <typename Duration>
std::uint64_t in_milliseconds(Duration time) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

/// `{"count":30,"seconds":900}`
base::Json rate_of(const Rate& rate) {
  base::Json json = base::Json::object();
  return std::move(json.set("count", rate.count).set("seconds", in_milliseconds(rate.period) / 1'000));
}

/// Limits of the HTTP layer and of programs. `http::ServerLimits()` and others are
/// the defaults that serve() uses: only what ServeOptions can change is read from
/// there.
base::Json requests_config(const ServeOptions& options) {
  const http::ServerLimits limits;
  const ProgramLimits programs = program_limits(options);
  base::Json json = base::Json::object();
  json.set("headBytes", limits.head_bytes).set("targetBytes", limits.target_bytes).set("headers", limits.headers);
  json.set("headMilliseconds", in_milliseconds(limits.head_time));
  json.set("bodyMilliseconds", in_milliseconds(limits.body_time)).set("bodyBytesPerSecond", limits.body_rate);
  json.set("bodyRateAfterMilliseconds", in_milliseconds(limits.body_rate_after));
  json.set("writeMilliseconds", in_milliseconds(limits.write_time)).set("writeBytesPerSecond", limits.write_rate);
  json.set("idleMilliseconds", in_milliseconds(limits.idle_time));
  json.set("lingerMilliseconds", in_milliseconds(limits.linger_time)).set("streamBytes", limits.stream_bytes);
  json.set("connections", limits.connections).set("connectionsPerAddress", limits.connections_per_address);
  json.set("perKey", rate_of(programs.of_key)).set("wrongKeysPerAddress", rate_of(programs.wrong_keys));
  return std::move(json.set("namesPerRate", RateLimit::kMaxNames));
}

/// Largest bodies of programs, in bytes, and numbers of files.
base::Json bodies_config() {
  const BodyLimits limits;
  base::Json json = base::Json::object();
  json.set("dataBytes", limits.data).set("dataWithFilesBytes", limits.parts).set("formBytes", limits.form);
  json.set("recordsBytes", limits.records).set("files", limits.files).set("commandBytes", limits.command);
  json.set("collectedBytes", limits.returned).set("collectedFiles", limits.returned_files);
  json.set("memoryOfAllBytes", http::ServerLimits().bodies_bytes);
  return json;
}

/// Workers: how many, how long tasks wait and run, when workers are replaced.
base::Json work_config(const ServeOptions& options) {
  const PoolOptions pool;
  const WorkerLimits worker;
  const ServeLimits serve;
  base::Json json = base::Json::object();
  json.set("workers", options.workers).set("waiting", pool.max_waiting);
  json.set("waitMilliseconds", in_milliseconds(pool.max_wait)).set("waitingForSingleWorkers", serve.single_waiting);
  json.set("taskMilliseconds", in_milliseconds(options.task_time))
      .set("graceMilliseconds", in_milliseconds(pool.grace));
  json.set("attempts", pool.attempts).set("tasksPerWorker", pool.max_tasks).set("workerBytes", pool.max_memory);
  json.set("rehearsals", kRehearsals);
  json.set("workerAddressBytes", worker.address_space).set("processorGraceSeconds", worker.grace_seconds);
  json.set("messageBytes", kMaxMessageBytes).set("stopMilliseconds", in_milliseconds(serve.finish_time));
  return std::move(json.set("databaseTryMilliseconds", in_milliseconds(serve.database_time)));
}

/// Jobs. Passwords in the address of a queue are masked.
/// `base::mask_passwords` turns `amqps://user:secret@host` into one without the secret.
base::Json jobs_config(const ServeOptions& options) {
  const JobLimits limits;
  base::Json json = base::Json::object();
  if (options.jobs_queue) {
    json.set("queue", base::mask_passwords(options.jobs_queue->address)).set("objects", options.jobs_queue->objects);
  }
  json.set("running", limits.running).set("waiting", limits.waiting).set("kept", limits.kept);
  json.set("keepSeconds", limits.keep_seconds).set("crashes", limits.crashes).set("records", limits.records);
  json.set("bytes", limits.bytes).set("messageBytes", kMaxJobMessage);
  json.set("requestKeySeconds", inbox::Idempotency::kKept);
  return std::move(json.set("milliseconds", in_milliseconds(limits.time)));
}

/// Pages for applicants: sizes, times, and all rates.
base::Json forms_config() {
  const DraftLimits limits;
  base::Json json = base::Json::object();
  json.set("draftSeconds", limits.keep_draft).set("postedBytes", limits.max_form).set("textBytes", kMaxFields);
  json.set("attachmentBytes", kMaxAttachment).set("pictures", limits.max_pictures);
  json.set("answerCharacters", limits.max_answer).set("scanBytes", limits.max_scan).set("scans", kMaxScans);
  json.set("scanPageMilliseconds", in_milliseconds(kScanPageTime));
  json.set("newDraftsPerAddress", rate_of(limits.new_drafts));
  json.set("wrongCodesPerAddress", rate_of(limits.wrong_codes));
  json.set("wrongCookiesPerAddress", rate_of(limits.wrong_cookies));
  json.set("mailCodesPerDraft", rate_of(limits.mail_codes)).set("mailCodesPerAddress", rate_of(limits.mail_codes_here));
  json.set("mailCodeSeconds", inbox::kCodeTime).set("mailCodeTries", inbox::kCodeTries);
  json.set("linkSeconds", inbox::kLinkTime).set("formsByMailPerMailAddress", rate_of(limits.forms_by_mail));
  json.set("formsByMailPerAddress", rate_of(limits.forms_by_mail_here));
  json.set("scansPerAddress", rate_of(limits.paper_scans)).set("savesPerDraft", rate_of(limits.saves));
  json.set("previewsPerDraft", rate_of(limits.previews)).set("picturesPerDraft", rate_of(limits.pictures));
  return std::move(json.set("scansPerDraft", rate_of(limits.scans)));
}

/// Pages of the office: sizes, sessions, and wrong passwords.
base::Json office_config() {
  const OfficeOptions limits;
  base::Json json = base::Json::object();
  json.set("uploadBytes", limits.max_upload)
      .set("loginBytes", limits.max_login)
      .set("remarksBytes", limits.max_remarks);
  json.set("exported", kMaxExport)
      .set("listed", kListPage)
      .set("decidedAtOnce", kMaxBulk)
      .set("lettersAtOnce", kMaxLetters);
  json.set("publishMilliseconds", in_milliseconds(limits.publish_time));
  json.set("publishWaitMilliseconds", in_milliseconds(ServeLimits().publish_wait));
  json.set("sessionIdleSeconds", inbox::Sessions::kIdle).set("sessionSeconds", inbox::Sessions::kLongest);
  json.set("oneTimePasswordSeconds", inbox::kOneTime);
  json.set("wrongPasswordsPerAddress", rate_of(limits.wrong_of_address));
  json.set("wrongPasswordsPerAccountAndAddress", rate_of(limits.wrong_of_account));
  json.set("wrongSecondFactorsPerAccount", rate_of(limits.wrong_factors));
  return std::move(json.set("wrongPasswordsPerAccount", rate_of(limits.wrong_of_all)));
}

/// Mail to applicants, without secrets.
base::Json mail_config(const MailSettings& mail) {
  base::Json json = base::Json::object();
  json.set("settings", mail.path).set("server", mail.server.url).set("tls", mail.server.needs_tls);
  json.set("pages", mail.pages).set("bounces", mail.bounces);
  if (mail.mailbox) {
    base::Json box = base::Json::object();
    box.set("server", mail.mailbox->server.url).set("user", mail.mailbox->server.user);
    box.set("folder", mail.mailbox->server.folder).set("handledFolder", mail.mailbox->handled_folder);
    box.set("reportBytes", kMaxReport).set("reportsAtOnce", kReportsAtOnce);
    json.set("mailbox", std::move(box.set("milliseconds", in_milliseconds(mail.mailbox->interval))));
  }
  json.set("user", mail.server.user).set("from", mail.from).set("perMinute", mail.per_minute);
  json.set("milliseconds", in_milliseconds(mail.limit)).set("bytes", kMaxMailBytes).set("fileBytes", kMaxMailFile);
  return std::move(json.set("holdMilliseconds", in_milliseconds(mail.hold)));
}

/// The provider of logins, without secrets.
base::Json oidc_config(const OidcSettings& oidc) {
  base::Json json = base::Json::object();
  json.set("settings", oidc.path).set("issuer", oidc.issuer).set("client", oidc.client).set("scopes", oidc.scopes);
  json.set("answers", oidc.answer_address()).set("tokenBytes", kMaxIdToken).set("skewSeconds", kTokenSkew);
  return std::move(json.set("keptMilliseconds", in_milliseconds(Provider::kKept)));
}

base::Json failures_config(const ServeOptions& options) {
  const FailureLimits limits;
  base::Json json = base::Json::object();
  json.set("folder", options.failures_folder).set("count", limits.count).set("bytes", limits.bytes);
  return std::move(json.set("taskBytes", limits.task_bytes));
}

}  // namespace

std::string config_json(const ServeOptions& options) {
  base::Json json = base::Json::object();
  json.set("addresses", base::Json::list_of(options.addresses)).set("metrics", options.metrics_address);
  json.set("openApi", options.open_api).set("language", diagnostics::language_tag(options.language));
  json.set("requests", requests_config(options)).set("bodies", bodies_config()).set("work", work_config(options));
  json.set("jobs", jobs_config(options)).set("forms", forms_config()).set("office", office_config());
  if (options.mail) json.set("mail", mail_config(*options.mail));
  if (options.oidc) json.set("oidc", oidc_config(*options.oidc));
  if (!options.failures_folder.empty()) json.set("failures", failures_config(options));
  // Already JSON, made by the subcommand, since this module does not read settings of signing.
  if (!options.signing_config.empty()) json.set("signing", base::Json::written(options.signing_config));
  return json.indented();
}

}  // namespace gongwen::service
