// libcurl: loaded with the first request, not linked, since its dependencies (TLS, HTTP/2, directory services) would
// slow down every start.
#pragma once

#include "base/loaded_library.h"

#include <optional>
#include <string>

#include <curl/curl.h>

namespace gongwen::resources {

// Each function of the library is a pointer here. Null until make_ready() has returned nullopt.
namespace curl {
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "resources/detail/curl_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION
}  // namespace curl

/// Makes the handle, which may be null, ready for the options of a request; its connections stay open. Loads the
/// library with the first call. Returns why that is not possible; nullopt if it is.
std::optional<std::string> make_ready(CURL*& handle);

/// Sets options of a request. Their values must outlive the request.
class CurlOptions {
 public:
  explicit CurlOptions(CURL* handle) : handle_(handle) {}

  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl::curl_easy_setopt(handle_, option, value) != CURLE_OK) are_known_ = false;
  }
  /// Returns why the options cannot be set; nullopt if they can.
  std::optional<std::string> error() const;

 private:
  CURL* handle_;
  bool are_known_ = true;
};

/// A list of texts in the form of libcurl.
class CurlTexts {
 public:
  CurlTexts() = default;
  CurlTexts(const CurlTexts&) = delete;
  CurlTexts& operator=(const CurlTexts&) = delete;
  ~CurlTexts() {
    if (list_ != nullptr) curl::curl_slist_free_all(list_);  // without the library it is empty
  }

  void add(const std::string& text) { list_ = curl::curl_slist_append(list_, text.c_str()); }
  curl_slist* list() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

/// Makes the request. After an error, `reason` describes it in the library's words.
CURLcode perform_request(CURL* handle, std::string& reason);

/// Whether the error is transient: the network, or a server that is stopping or starting.
bool is_passing(CURLcode code);

}  // namespace gongwen::resources
