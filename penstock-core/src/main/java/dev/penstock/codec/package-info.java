/**
 * How inputs, outputs and step results become JSON text and come back: a seam ({@link
 * dev.penstock.codec.PayloadCodec}) with Jackson behind it unless told otherwise. Encryption, another mapper or
 * redaction plug in here; nothing else in Penstock looks inside a payload.
 */
@NullMarked
package dev.penstock.codec;

import org.jspecify.annotations.NullMarked;
