"""A second VOPRF(ristretto255, SHA-512), in plain Python from RFC 9496, 9380 and 9497, to hold the library to.

Blinds and proof nonces are arguments, so published vectors can be replayed and our own are made from fixed seeds.
Slow and not constant-time: for tests and vectors only.
"""

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
CONTEXT = b"OPRFV1-\x01-ristretto255-SHA512"


def absolute(x):
    return P - x if x % P & 1 else x % P


def sqrt_ratio(u, v):
    """(u/v is a square, its non-negative root or that of SQRT_M1 u/v)."""
    r = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    check = v * r * r % P
    u %= P
    if check in {-u % P, -u * SQRT_M1 % P}:
        r = r * SQRT_M1 % P
    return check in {u, -u % P}, absolute(r)


SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235
INVSQRT_A_MINUS_D = sqrt_ratio(1, -1 - D)[1]


def decode(data):
    s = int.from_bytes(data, "little")
    if len(data) != 32 or s >= P or s & 1:
        raise ValueError("not canonical")
    u1, u2 = (1 - s * s) % P, (1 + s * s) % P
    v = (-D * u1 * u1 - u2 * u2) % P
    square, inverse = sqrt_ratio(1, v * u2 * u2 % P)
    x = absolute(2 * s * inverse * u2 % P)
    y = u1 * inverse * inverse * u2 * v % P
    t = x * y % P
    if not square or t & 1 or y == 0:
        raise ValueError("not a point")
    return x, y, 1, t


def encode(point):
    x0, y0, z0, t0 = point
    u1, u2 = (z0 + y0) * (z0 - y0) % P, x0 * y0 % P
    _, inverse = sqrt_ratio(1, u1 * u2 * u2 % P)
    den1, den2 = inverse * u1 % P, inverse * u2 % P
    z_inverse = den1 * den2 * t0 % P
    x, y, den = x0, y0, den2
    if t0 * z_inverse % P & 1:
        x, y, den = y0 * SQRT_M1 % P, x0 * SQRT_M1 % P, den1 * INVSQRT_A_MINUS_D % P
    if x * z_inverse % P & 1:
        y = -y
    return absolute(den * (z0 - y) % P).to_bytes(32, "little")


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * D * p[3] * q[3], 2 * p[2] * q[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    for bit in f"{scalar % ORDER:b}":
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


BASE = decode(bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"))


def elligator(half):
    t = int.from_bytes(half, "little") % 2**255 % P
    r = SQRT_M1 * t * t % P
    u, v = (r + 1) * (1 - D * D) % P, (-1 - r * D) * (r + D) % P
    square, s = sqrt_ratio(u, v)
    c = -1
    if not square:
        s, c = -absolute(s * t % P), r
    n = c * (r - 1) * (D - 1) ** 2 - v
    w0, w1, w2, w3 = 2 * s * v, n * SQRT_AD_MINUS_ONE, 1 - s * s, 1 + s * s
    return w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P


def expand(message, tag):
    tag += bytes([len(tag)])
    first = hashlib.sha512(bytes(128) + message + b"\x00\x40\x00" + tag).digest()
    return hashlib.sha512(first + b"\x01" + tag).digest()


def to_group(token):
    uniform = expand(token, b"HashToGroup-" + CONTEXT)
    return add(elligator(uniform[:32]), elligator(uniform[32:]))


def to_scalar(message, tag=b"HashToScalar-" + CONTEXT):
    return int.from_bytes(expand(message, tag), "little") % ORDER


def prefixed(data):
    return len(data).to_bytes(2, "big") + data


def derive_key(seed, info):
    counter = 0
    while not (key := to_scalar(seed + prefixed(info) + bytes([counter]), b"DeriveKeyPair" + CONTEXT)):
        counter += 1
    return key


def public_key(key):
    return encode(multiply(key, BASE))


def blind(token, scalar):
    return encode(multiply(scalar, to_group(token)))


def _composites(public, inputs, outputs):
    seed = hashlib.sha512(prefixed(public) + prefixed(b"Seed-" + CONTEXT)).digest()
    m = z = (0, 1, 1, 0)
    for number, (each, evaluated) in enumerate(zip(inputs, outputs, strict=True)):
        transcript = prefixed(seed) + number.to_bytes(2, "big") + prefixed(each) + prefixed(evaluated) + b"Composite"
        weight = to_scalar(transcript)
        m, z = add(m, multiply(weight, decode(each))), add(z, multiply(weight, decode(evaluated)))
    return m, z


def _challenge(*points):
    return to_scalar(b"".join(prefixed(encode(point)) for point in points) + b"Challenge")


def evaluate(key, elements, nonce):
    """Proof, then the evaluated elements, as they travel."""
    outputs = [encode(multiply(key, decode(each))) for each in elements]
    m, z = _composites(public_key(key), elements, outputs)
    challenge = _challenge(multiply(key, BASE), m, z, multiply(nonce, BASE), multiply(nonce, m))
    response = (nonce - challenge * key) % ORDER
    return challenge.to_bytes(32, "little") + response.to_bytes(32, "little") + b"".join(outputs)


def verify(public, elements, evaluation):
    challenge, response = (int.from_bytes(evaluation[at : at + 32], "little") for at in (0, 32))
    outputs = [evaluation[at : at + 32] for at in range(64, len(evaluation), 32)]
    m, z = _composites(public, elements, outputs)
    t2 = add(multiply(response, BASE), multiply(challenge, decode(public)))
    t3 = add(multiply(response, m), multiply(challenge, z))
    return _challenge(decode(public), m, z, t2, t3) == challenge


def finalize(token, scalar, evaluated):
    unblinded = encode(multiply(pow(scalar, -1, ORDER), decode(evaluated)))
    return hashlib.sha512(prefixed(token) + prefixed(unblinded) + b"Finalize").digest()
