import { show } from '../shared/App.tsx';
import { SignIn } from './SignIn.tsx';

show(SignIn);
