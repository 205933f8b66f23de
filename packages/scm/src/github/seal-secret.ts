/**
 * The secret so that only the owner of the key can read it, in base64: a libsodium sealed box, as GitHub wants it.
 * `publicKey` is in base64, too.
 *
 * Source: https://docs.github.com/rest/guides/encrypting-secrets-for-the-rest-api
 */
export async function sealSecret(secret: string, publicKey: string): Promise<string> {
  const { default: sodium } = await import('libsodium-wrappers');
  await sodium.ready;
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  const sealed = sodium.crypto_box_seal(sodium.from_string(secret), key);
  return sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
}
