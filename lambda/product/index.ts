// The product of this shop. Everything else imports this file only: replace the folder to sell something else.
export { form } from './form.ts';
export { acceptedLineSchema, type RequestLine, requestLineSchema, totalCents } from './line.ts';
export { type News, writeMail } from './mail.ts';
export { currency, menu } from './menu.ts';
export { type WorkGrant, work } from './prepare.ts';
export { samples } from './samples.ts';
