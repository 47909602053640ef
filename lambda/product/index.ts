// The product of this shop. Everything else imports this file only: replace the folder to sell something else.
export { type AcceptedLine, acceptedLineSchema, type RequestLine, requestLineSchema, totalCents } from './line.ts';
export { type MailedOrder, type News, writeMail } from './mail.ts';
export { currency, menu } from './menu.ts';
export { type WorkGrant, work } from './prepare.ts';
export { type BadLine, type Samples, samples } from './samples.ts';
