#include "server/http/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <ctime>
#include <memory>

namespace onestop::server::http {
namespace {

struct Closed {
  void operator()(std::FILE* file) const { std::fclose(file); }
  void operator()(X509* one) const { X509_free(one); }
  void operator()(EVP_PKEY* one) const { EVP_PKEY_free(one); }
};
template <class T> using Owned = std::unique_ptr<T, Closed>;

Owned<X509> read_certificate(const std::string& path) {
  const Owned<std::FILE> file(std::fopen(path.c_str(), "re"));
  return Owned<X509>(file ? PEM_read_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
}

/// A key under a password cannot be read by a service that starts by itself.
Owned<EVP_PKEY> read_key(const std::string& path) {
  const Owned<std::FILE> file(std::fopen(path.c_str(), "re"));
  const auto no_password = [](char*, int, int, void*) { return 0; };
  return Owned<EVP_PKEY>(file ? PEM_read_PrivateKey(file.get(), nullptr, no_password, nullptr) : nullptr);
}

Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return {static_cast<std::int64_t>(timegm(&parts)) * 1000};
}

}  // namespace

Expected<Instant> certificate_end(const std::string& certificate_file, const std::string& key_file) {
  const auto certificate = read_certificate(certificate_file);
  if (!certificate) return fault("--certificate: " + certificate_file + " holds no certificate that can be read; right would be: a PEM file with the certificate first and its chain behind");
  if (key_file.empty()) return fault("--key: it is missing; right would be: the PEM file with the key of " + certificate_file);
  const auto key = read_key(key_file);
  if (!key) return fault("--key: " + key_file + " holds no key that can be read; right would be: a PEM file, not encrypted, that only the service may read");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) return fault("--key: " + key_file + " is not the key of " + certificate_file + "; right would be: the key that this certificate was made for");
  return instant_of(X509_get0_notAfter(certificate.get()));
}

}  // namespace onestop::server::http
