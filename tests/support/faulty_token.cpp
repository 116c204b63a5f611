// A PKCS#11 module for tests: SoftHSM's, but with errors, and with a record of the calls that must not be repeated.
//   FAULTY_TOKEN_LOG     a file that gets a line for each C_Login, C_Logout and failed login
//   FAULTY_TOKEN_FAULT   final-try, locked, locks, pin-pad, removed, refuses: what is wrong
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

namespace {

CK_FUNCTION_LIST* real = nullptr;
CK_FUNCTION_LIST ours;

bool has_fault(const char* name) {
  const char* const fault = std::getenv("FAULTY_TOKEN_FAULT");
  return fault != nullptr && std::strcmp(fault, name) == 0;
}

void note(const char* what) {
  const char* const path = std::getenv("FAULTY_TOKEN_LOG");
  if (path == nullptr) return;
  if (std::FILE* const file = std::fopen(path, "a")) {
    std::fprintf(file, "%s\n", what);
    std::fclose(file);
  }
}

CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
  const CK_RV result = real->C_GetTokenInfo(slot, info);
  if (has_fault("final-try")) info->flags |= CKF_USER_PIN_FINAL_TRY;
  if (has_fault("locked")) info->flags |= CKF_USER_PIN_LOCKED;
  if (has_fault("pin-pad")) info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
  return result;
}

CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR* pin, CK_ULONG length) {
  note("C_Login");
  if (has_fault("locks")) return CKR_PIN_LOCKED;
  if (has_fault("pin-pad")) {
    // The PIN is typed on the reader: SoftHSM has none, so the test says here what would be typed.
    if (pin != nullptr || length != 0) return CKR_ARGUMENTS_BAD;
    static std::array<CK_UTF8CHAR, 4> typed{'2', '4', '6', '8'};
    return real->C_Login(session, user, typed.data(), typed.size());
  }
  const CK_RV result = real->C_Login(session, user, pin, length);
  if (result != CKR_OK) note("failed");
  return result;
}

CK_RV logout(CK_SESSION_HANDLE session) {
  note("C_Logout");
  return real->C_Logout(session);
}

CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key) {
  static int count = 0;
  ++count;
  // The first signature is the trial that the key belongs to the certificate.
  if (has_fault("removed") && count > 2) return CKR_DEVICE_REMOVED;
  if (has_fault("refuses") && count > 1) return CKR_FUNCTION_FAILED;
  return real->C_SignInit(session, mechanism, key);
}

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
  void* const library = dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW);
  if (library == nullptr) return CKR_GENERAL_ERROR;
  CK_RV (*functions)(CK_FUNCTION_LIST**) = nullptr;
  void* const address = dlsym(library, "C_GetFunctionList");
  std::memcpy(&functions, &address, sizeof(functions));
  if (functions == nullptr || functions(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  ours = *real;
  ours.C_GetTokenInfo = token_info;
  ours.C_Login = login;
  ours.C_Logout = logout;
  ours.C_SignInit = sign_init;
  *list = &ours;
  return CKR_OK;
}
