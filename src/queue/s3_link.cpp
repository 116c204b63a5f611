#include "queue/detail/s3_link.h"

#include "base/loaded_library.h"
#include "base/sha256.h"

#include <algorithm>
#include <array>
#include <utility>

#include <curl/curl.h>

namespace gongwen::queue {

// Each function of the library is a pointer here. Null until it is loaded.
namespace curl {
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "queue/detail/curl_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

// Loaded when the first storage is asked: it brings TLS, HTTP/2 and directory services along, whose loading would cost
// every start.
#define GONGWEN_LOADED_LIBRARY GONGWEN_CURL_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "queue/detail/curl_functions.def"
#include "base/loaded_functions.inc"
}  // namespace curl

namespace {

constexpr long kConnectMilliseconds = 10'000;
/// A transfer that is slower for so many seconds is taken for dead.
constexpr long kSlowBytes = 500;
constexpr long kSlowSeconds = 15;
constexpr std::size_t kMaxErrorBody = 65'536;
constexpr long kFirstError = 300;  // redirects are none of ours

const std::optional<base::LibraryError>& load_curl_library() {
  static const std::optional<base::LibraryError> error = [] {
    std::optional<base::LibraryError> found = curl::find_loaded_functions();
    if (!found && curl::curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) found = {"libcurl cannot be used"};
    return found;
  }();
  return error;
}

/// What comes while a request is at work.
struct Receiver {
  CURL* handle;
  S3Reply& reply;
  std::size_t max_bytes;

  std::size_t take(std::string_view piece) {
    curl::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply.status);
    const bool is_error = reply.status >= kFirstError;
    if (piece.size() > (is_error ? kMaxErrorBody : max_bytes) - reply.body.size()) {
      reply.is_too_long = true;
      return 0;  // ends the transfer
    }
    reply.body += piece;
    return piece.size();
  }
};

extern "C" {
static std::size_t gongwen_take_piece(char* bytes, std::size_t unit, std::size_t count, void* receiver) {
  return static_cast<Receiver*>(receiver)->take({bytes, unit * count});
}
}

/// Whether another try may go better: the network, or a server that ends or is started.
bool is_passing(CURLcode code) {
  constexpr std::array kPassing = {
      CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT,
      CURLE_SSL_CONNECT_ERROR,     CURLE_GOT_NOTHING,          CURLE_SEND_ERROR,      CURLE_RECV_ERROR,
      CURLE_PARTIAL_FILE};
  return std::find(kPassing.begin(), kPassing.end(), code) != kPassing.end();
}

const char* method_name(S3Request::Method method) {
  switch (method) {
    case S3Request::Method::Put: return "PUT";
    case S3Request::Method::Delete: return "DELETE";
    case S3Request::Method::Get:
    case S3Request::Method::Head: break;
  }
  return nullptr;  // as the other options say
}

/// Of one request; libcurl signs all of them.
class Headers {
 public:
  Headers(const S3Request& request, const S3Access& access) {
    // libcurl signs the hash of the bytes, but does not send it unless it is given; S3 wants both.
    add("X-Amz-Content-Sha256: " + base::sha256(request.bytes));
    if (!access.session_token.empty()) add("X-Amz-Security-Token: " + access.session_token);
    if (request.method == S3Request::Method::Put) add("Content-Type: " + std::string(request.type));
    for (const std::string& header : request.headers) add(header);
    // Without waiting for an invitation to send a large body: a refusal is rare.
    add("Expect:");
  }
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl::curl_slist_free_all(list_); }

  curl_slist* list() const { return list_; }

 private:
  void add(const std::string& line) { list_ = curl::curl_slist_append(list_, line.c_str()); }

  curl_slist* list_ = nullptr;
};

/// A header of the answer; empty without one.
std::string header_of(CURL* handle, const char* name) {
  curl_header* found = nullptr;
  const bool is_there = curl::curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK;
  return is_there && found != nullptr ? found->value : std::string();
}

/// What the answer says of the object. Both times are by the clock of the service.
void note_object(CURL* handle, S3Reply& reply) {
  reply.version = header_of(handle, "ETag");
  reply.hash = header_of(handle, std::string(kHashHeader).c_str());
  const time_t now = curl::curl_getdate(header_of(handle, "Date").c_str(), nullptr);
  const time_t put = curl::curl_getdate(header_of(handle, "Last-Modified").c_str(), nullptr);
  if (now != -1 && put != -1) reply.age = std::chrono::seconds(std::max<time_t>(0, now - put));
}

/// Options of one handle; remembers whether one was refused.
class Options {
 public:
  explicit Options(CURL* handle) : handle_(handle) {}
  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl::curl_easy_setopt(handle_, option, value) != CURLE_OK) are_set_ = false;
  }
  bool are_set() const { return are_set_; }

 private:
  CURL* handle_;
  bool are_set_ = true;
};

}  // namespace

Result<std::unique_ptr<S3Link>> S3Link::open(const S3Access& access, const std::string& region) {
  if (const auto& error = load_curl_library()) {
    return base::Failure{Error{Error::Kind::Unusable, error->reason}};
  }
  CURL* const handle = curl::curl_easy_init();
  if (handle == nullptr) return base::Failure{Error{Error::Kind::Unusable, "out of memory"}};
  return std::unique_ptr<S3Link>(new S3Link(access, region, handle));
}

S3Link::S3Link(const S3Access& access, const std::string& region, void* handle)
    : access_(access), signature_("aws:amz:" + region + ":s3"), handle_(handle) {}

S3Link::~S3Link() { curl::curl_easy_cleanup(handle_); }

/// Returns: false when libcurl does not know what is wanted.
bool S3Link::prepare(const S3Request& request, void* headers) {
  curl::curl_easy_reset(handle_);  // connections stay
  Options options(handle_);
  options.set(CURLOPT_URL, request.url.c_str());
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_PATH_AS_IS, 1L);
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_TCP_KEEPALIVE, 1L);
  options.set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
  options.set(CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
  options.set(CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  options.set(CURLOPT_USERAGENT, "gongwen");
  options.set(CURLOPT_AWS_SIGV4, signature_.c_str());
  options.set(CURLOPT_USERNAME, access_.access_key.c_str());
  options.set(CURLOPT_PASSWORD, access_.secret_key.c_str());
  options.set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(headers));
  if (!access_.certificates.empty()) options.set(CURLOPT_CAINFO, access_.certificates.c_str());
  if (request.method == S3Request::Method::Head) options.set(CURLOPT_NOBODY, 1L);
  if (request.method == S3Request::Method::Put) {
    // As the fields of a form, of which libcurl signs the bytes; of what it reads piece by piece it signs none.
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.bytes.size()));
    options.set(CURLOPT_POSTFIELDS, request.bytes.empty() ? "" : request.bytes.data());
  }
  if (const char* const method = method_name(request.method)) options.set(CURLOPT_CUSTOMREQUEST, method);
  return options.are_set();
}

S3Reply S3Link::ask(const S3Request& request) {
  S3Reply reply;
  const Headers headers(request, access_);
  if (!prepare(request, headers.list())) {
    reply.state = S3Reply::State::Failed;
    reply.reason = "libcurl is too old";
    return reply;
  }
  Receiver receiver{handle_, reply, request.max_bytes};
  std::array<char, CURL_ERROR_SIZE> words{};
  curl::curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &gongwen_take_piece);
  curl::curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &receiver);
  curl::curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, words.data());
  const CURLcode code = curl::curl_easy_perform(handle_);
  curl::curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &reply.status);
  curl::curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK && !reply.is_too_long) {
    reply.state = is_passing(code) ? S3Reply::State::Lost : S3Reply::State::Failed;
    reply.reason = words.front() != '\0' ? words.data() : curl::curl_easy_strerror(code);
    return reply;
  }
  curl_off_t size = -1;
  curl::curl_easy_getinfo(handle_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
  reply.size = size < 0 ? 0 : static_cast<std::size_t>(size);
  note_object(handle_, reply);
  return reply;
}

}  // namespace gongwen::queue
